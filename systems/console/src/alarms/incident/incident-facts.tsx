import type { IncidentDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Fact } from '../../kit/figures.tsx'
import { Nothing } from '../../kit/table/column.tsx'
import { placeOf } from '../desk/desk-rows.ts'

/** What an incident comes to, in figures. */
export function IncidentFacts({ incident }: { incident: IncidentDetail }) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const { kind, affected, back, confirmed, customerMinutes } = incident
  const isOutage = kind === 'outage'
  const place = placeOf(incident)
  return (
    <dl className="panel mb-5 flex flex-wrap gap-x-10 gap-y-3 px-5 py-4">
      <Fact name={t('alarms.course')}>{t(`incident.course.${incident.course}`)}</Fact>
      <Fact name={t('meter.state')}>{t(`alarms.state.${incident.state}`)}</Fact>
      <Fact name={t('alarms.place')}>{place === '' ? t('alarms.several-places') : place}</Fact>
      <Fact name={t(isOutage ? 'incident.homes' : 'incident.meters')}>{format.count(affected)}</Fact>
      <Fact name={t('incident.back')}>{format.count(back)}</Fact>
      {isOutage && <Fact name={t('incident.confirmed')}>{format.count(confirmed)}</Fact>}
      <Fact name={t('incident.began')}>{format.stamp(zone, incident.began)}</Fact>
      <Fact name={t('incident.ended')}>
        {incident.ended === null ? <Nothing /> : format.stamp(zone, incident.ended)}
      </Fact>
      {isOutage && (
        <>
          <Fact name={t('incident.minutes')}>{format.decimal(customerMinutes, 0)}</Fact>
          <Fact name="CAIDI">
            {affected === 0 ? <Nothing /> : `${format.decimal(customerMinutes / affected, 1)} min`}
          </Fact>
        </>
      )}
      <Fact name={t('alarms.assigned-to')}>{incident.assignedTo ?? <Nothing />}</Fact>
    </dl>
  )
}
