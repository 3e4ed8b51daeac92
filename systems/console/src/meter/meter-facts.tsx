import type { EndDeviceDetail } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'
import { Fact } from '../kit/figures.tsx'
import { StateMark } from '../kit/mark.tsx'
import { useNow } from '../kit/use-now.ts'
import { ReachedFact } from '../network/reached.tsx'
import { lastErrorOf } from './last-error.ts'

/** What there is to know of a meter at a glance, and why its last session failed. */
export function MeterFacts({ device }: { device: EndDeviceDetail }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const systemZone = useSystemZone()
  const {
    state,
    usagePoint,
    lastContact,
    lastError,
    lastErrorAt,
    clockOffsetSeconds,
    completeness,
    nextDue,
    model,
    commissionedAt,
  } = device
  const nothing = '–'
  return (
    <>
      <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t('meter.state')}>
          <span className="flex items-center gap-2">
            <StateMark state={state} />
            {t(`state.${state}`)}
            {state === 'unknown' && <span className="text-ink-3">{t('state.unknown.means')}</span>}
          </span>
        </Fact>
        <ReachedFact uri={device.uri} />
        <Fact name={t('meter.usage-point')} isMinor>
          {usagePoint ?? nothing}
        </Fact>
        <Fact name={t('meter.last-contact')}>
          {lastContact ? format.relative(lastContact, now) : nothing}
        </Fact>
        <Fact name={t('meter.next-due')} isMinor>
          {nextDue ? format.relative(nextDue, now) : nothing}
        </Fact>
        <Fact name={t('meter.clock-offset')} isMinor>
          {clockOffsetSeconds === null ? nothing : format.offset(clockOffsetSeconds)}
        </Fact>
        <Fact name={t('meter.completeness')}>
          {completeness === null ? nothing : format.share(completeness)}
        </Fact>
        <Fact name={t('meter.model')} isMinor>
          {model ?? nothing}
        </Fact>
        <Fact name={t('meter.commissioned')} isMinor>
          {commissionedAt ? format.relative(commissionedAt, now) : nothing}
        </Fact>
      </dl>
      {device.timeZone !== systemZone && (
        <p className="label -mt-2 mb-4">{t('meter.zone', { zone: device.timeZone })}</p>
      )}
      {lastError && <LastError lastError={lastError} at={lastErrorAt} />}
    </>
  )
}

function LastError({ lastError, at }: { lastError: string; at: string | null }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { words, detail } = lastErrorOf(lastError, t)
  return (
    <div className="mb-4 border-l-2 border-major py-1 pl-3 text-ink-2">
      <p>
        <span className="font-medium text-ink">{t('meter.last-error')}</span>{' '}
        {at && <span className="figures">{format.relative(at, now)}. </span>}
        {words ?? detail}
      </p>
      {words && (
        <p lang="en" className="font-mono text-label text-ink-3">
          {detail}
        </p>
      )}
    </div>
  )
}
