import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { BatteryHealth, FirmwareTrust, MemoryHealth, TemperatureHealth } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { List, whole } from '../../kit/list/list.tsx'
import { Mark, SeverityMark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

const batteriesQuery = queryOptions({
  queryKey: ['meter-health', 'batteries'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/meter-health/batteries', { signal })),
})
const firmwareQuery = queryOptions({
  queryKey: ['meter-health', 'firmware'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/meter-health/firmware', { signal })),
})
const memoryQuery = queryOptions({
  queryKey: ['meter-health', 'memory'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/meter-health/memory', { signal })),
})
const temperaturesQuery = queryOptions({
  queryKey: ['meter-health', 'temperatures'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/meter-health/temperatures', { signal })),
})

function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-ink-2">{children}</p>
}

/** What meters say of themselves: batteries, firmware, memory, temperature. */
export function HealthTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const failed = t('health.failed')
  const none = <Nothing>{t('health.none')}</Nothing>
  const noneRead = <Nothing>{t('health.none-read')}</Nothing>
  const batteries = useQuery(batteriesQuery)
  const firmware = useQuery(firmwareQuery)
  const memory = useQuery(memoryQuery)
  const temperatures = useQuery(temperaturesQuery)
  const meter = <Row extends { readonly endDevice: string }>(): Column<Row> =>
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      className: 'font-mono text-label',
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}/diagnosis`} className="link">
          {endDevice}
        </Link>
      ),
    })
  const at = (moment: string) => format.minute(zone, moment)
  return (
    <div className="flex flex-col gap-4">
      <Section title={t('health.batteries')}>
        <List source={whole(batteries)} failed={failed} empty={none}>
          {shown => (
            <Table
              label={t('health.batteries')}
              rows={shown}
              keyOf={({ endDevice }) => endDevice}
              file="batteries"
              columns={
                [
                  meter<BatteryHealth>(),
                  words(t('event.severity'), ({ severity }) => severity, {
                    cell: ({ severity }) =>
                      severity && (
                        <span className="flex items-center gap-2">
                          <SeverityMark severity={severity} />
                          {t(severity === 'minor' ? 'health.battery-low' : 'health.replace-battery')}
                        </span>
                      ),
                  }),
                  figures(t('health.reported'), ({ reportedAt }) => reportedAt, at),
                  figures(
                    t('health.volts'),
                    ({ volts }) => volts,
                    volts => format.decimal(volts, 2),
                  ),
                  figures(t('health.remaining'), ({ remainingDays }) => remainingDays, format.count),
                ] satisfies Column<BatteryHealth>[]
              }
            />
          )}
        </List>
      </Section>
      <Section title={t('health.firmware')}>
        <List source={whole(firmware)} failed={failed} empty={noneRead}>
          {shown => (
            <Table
              label={t('health.firmware')}
              rows={shown}
              keyOf={({ endDevice, part }) => `${endDevice} ${part}`}
              file="firmware-trust"
              columns={
                [
                  meter<FirmwareTrust>(),
                  words(t('health.part'), ({ part }) => part, { className: 'font-mono text-label' }),
                  words(t('health.version'), ({ version }) => version),
                  words(t('health.trust'), ({ trust }) => t(`health.trust.${trust}`), {
                    cell: ({ trust }) => (
                      <span className="flex items-center gap-2">
                        <Mark
                          shape={
                            trust === 'not-trusted' ? 'critical' : trust === 'unsigned' ? 'unknown' : 'normal'
                          }
                        />
                        {t(`health.trust.${trust}`)}
                      </span>
                    ),
                  }),
                  figures(t('health.read'), ({ readAt }) => readAt, at, { isMinor: true }),
                ] satisfies Column<FirmwareTrust>[]
              }
            />
          )}
        </List>
      </Section>
      <Section title={t('health.memory')}>
        <List source={whole(memory)} failed={failed} empty={none}>
          {shown => (
            <Table
              label={t('health.memory')}
              rows={shown}
              keyOf={({ endDevice, part, reportedAt }) => `${endDevice} ${part} ${reportedAt}`}
              file="self-checks"
              columns={
                [
                  meter<MemoryHealth>(),
                  words(t('health.part'), ({ part }) => t(`health.part.${part}`), {
                    cell: ({ part, severity }) => (
                      <span className="flex items-center gap-2">
                        <SeverityMark severity={severity} />
                        {t(`health.part.${part}`)}
                      </span>
                    ),
                  }),
                  figures(t('health.reported'), ({ reportedAt }) => reportedAt, at),
                  words(t('health.holds'), ({ holds }) =>
                    holds === null ? null : t(holds ? 'health.holds.yes' : 'health.holds.no'),
                  ),
                ] satisfies Column<MemoryHealth>[]
              }
            />
          )}
        </List>
      </Section>
      <Section title={t('health.temperatures')}>
        <List source={whole(temperatures)} failed={failed} empty={noneRead}>
          {shown => (
            <Table
              label={t('health.temperatures')}
              rows={shown}
              keyOf={({ endDevice }) => endDevice}
              file="temperatures"
              columns={
                [
                  meter<TemperatureHealth>(),
                  figures(
                    t('health.celsius'),
                    ({ celsius }) => celsius,
                    value => format.decimal(value, 1),
                  ),
                  words(t('health.hot'), ({ hot }) => (hot ? t('health.hot') : null), {
                    cell: ({ hot }) => hot && <Mark shape="critical" />,
                  }),
                  figures(t('health.read'), ({ readAt }) => readAt, at, { isMinor: true }),
                ] satisfies Column<TemperatureHealth>[]
              }
            />
          )}
        </List>
      </Section>
    </div>
  )
}
