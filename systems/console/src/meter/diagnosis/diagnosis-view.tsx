import { useQuery } from '@tanstack/react-query'
import type { Diagnosis, DiagnosisItem } from '../../api/resources.ts'
import { useBitName } from '../../i18n/use-bit-name.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useObjectName } from '../../i18n/use-object-name.ts'
import { useText } from '../../i18n/use-text.ts'
import { Fact } from '../../kit/figures.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { diagnosisQuery } from './diagnosis-queries.ts'

/** A snapshot, part by part; what the meter has not is named in one line. */
export function DiagnosisView({ id, timeZone }: { id: string; timeZone: string }) {
  const t = useText()
  const { data, error, refetch } = useQuery(diagnosisQuery(id))
  if (error) return <Failure what={t('diagnosis.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={6} />
  const sections = [...new Set(data.items.map(({ section }) => section))]
  const absent = [
    ...new Set(data.items.filter(({ outcome }) => outcome === 'absent').map(({ obis }) => obis)),
  ]
  return (
    <div className="flex flex-col gap-4 py-2">
      <Facts taken={data} timeZone={timeZone} />
      <div className="grid gap-x-8 gap-y-4 desk:grid-cols-2">
        {sections.map(section => {
          const items = data.items.filter(item => item.section === section && item.outcome !== 'absent')
          return items.length === 0 ? null : (
            <section key={section}>
              <h3 className="label mb-1">{t(`diagnosis.section.${section}`)}</h3>
              <dl>
                {items.map(item => (
                  <Item key={`${item.obis} ${item.attribute}`} item={item} />
                ))}
              </dl>
            </section>
          )
        })}
      </div>
      {absent.length > 0 && (
        <p className="text-label text-ink-2">{t('diagnosis.absent', { objects: absent.join(', ') })}</p>
      )}
    </div>
  )
}

function Facts({ taken, timeZone }: { taken: Diagnosis; timeZone: string }) {
  const t = useText()
  const format = useFormat()
  const { session, known, clockOffsetSeconds, note } = taken
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact name={t('diagnosis.session')}>
        {session.detail ?? t(`diagnosis.outcome.${session.outcome}`)}, {format.count(session.milliseconds)} ms
      </Fact>
      <Fact name={t('diagnosis.clock')}>
        {clockOffsetSeconds === null ? '–' : `${format.count(clockOffsetSeconds)} s`}
      </Fact>
      <Fact name={t('diagnosis.last-contact')}>
        {known.lastContact === null ? '–' : format.minute(timeZone, known.lastContact)}
      </Fact>
      {known.line && (
        <Fact name={t('diagnosis.line')}>
          {known.line.concentrator ?? '–'}
          {known.line.hops !== null && `, ${t('diagnosis.hops', { hops: known.line.hops })}`}
        </Fact>
      )}
      {note && <Fact name={t('diagnosis.note')}>{note}</Fact>}
    </dl>
  )
}

function Item({ item }: { item: DiagnosisItem }) {
  const t = useText()
  const format = useFormat()
  const nameOf = useObjectName()
  const bitName = useBitName()
  const { obis, attribute, outcome, value, unit, bits = [], detail } = item
  const shown = typeof value === 'number' ? format.decimal(value, Number.isInteger(value) ? 0 : 2) : value
  return (
    <div className="flex justify-between gap-4 border-t border-line py-0.5">
      <dt className="min-w-0 truncate" title={`${obis}:${attribute}`}>
        {nameOf(item)}
      </dt>
      <dd className="figures text-right">
        {outcome === 'read' ? (
          <>
            {shown === null ? '–' : String(shown)} {unit}
            {bits.length > 0 && (
              <strong className="block font-medium text-critical">{bits.map(bitName).join(', ')}</strong>
            )}
          </>
        ) : (
          <span className="text-ink-2">
            {t(outcome === 'unanswered' ? 'diagnosis.item.unanswered' : 'diagnosis.item.refused')}
            {detail && `: ${detail}`}
          </span>
        )}
      </dd>
    </div>
  )
}
