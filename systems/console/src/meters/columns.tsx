import type { EndDevice } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { ShareBar } from '../kit/figures.tsx'
import { StateMark } from '../kit/mark.tsx'
import { Nothing } from '../kit/table/column.tsx'
import type { TrackColumn } from '../kit/table/long-table.tsx'
import { useNow } from '../kit/use-now.ts'
import { Reached } from '../network/reached.tsx'

/** Beyond a minute a quarter-hour may hold energy of its neighbour, so that is worth a look. */
const tolerableOffset = 60

/** What the list of meters can show; the first column names the row and cannot be hidden. */
export function useMeterColumns(): readonly TrackColumn<EndDevice>[] {
  const t = useText()
  const format = useFormat()
  return [
    {
      id: 'serial',
      name: t('meter.serial'),
      track: 'minmax(8.5rem, 1.2fr)',
      cell: ({ serial }) => <span className="font-mono text-label">{serial}</span>,
    },
    {
      id: 'state',
      name: t('meter.state'),
      track: 'minmax(7rem, .9fr)',
      cell: device => <DeviceStateWord device={device} />,
    },
    {
      id: 'uri',
      name: t('meter.reached'),
      track: 'minmax(9rem, 1.2fr)',
      cell: ({ uri }) => <Reached uri={uri} />,
    },
    {
      id: 'usagePoint',
      name: t('meter.usage-point'),
      track: 'minmax(7rem, 1.4fr)',
      cell: ({ usagePoint }) => usagePoint ?? <Nothing />,
    },
    {
      id: 'lastContact',
      name: t('meter.last-contact'),
      track: 'minmax(6.5rem, .8fr)',
      isNumber: true,
      cell: ({ lastContact }) => <Relative at={lastContact} />,
    },
    {
      id: 'clockOffset',
      name: t('meter.clock-offset'),
      track: 'minmax(5.5rem, .7fr)',
      isNumber: true,
      cell: ({ clockOffsetSeconds: offset }) =>
        offset === null ? (
          <Nothing />
        ) : (
          <span className={Math.abs(offset) > tolerableOffset ? 'font-medium text-major' : ''}>
            {format.offset(offset)}
          </span>
        ),
    },
    {
      id: 'completeness',
      name: t('meter.completeness'),
      track: 'minmax(8.5rem, 1fr)',
      isNumber: true,
      cell: ({ completeness }) => (completeness === null ? <Nothing /> : <ShareBar share={completeness} />),
    },
    {
      id: 'nextDue',
      name: t('meter.next-due'),
      track: 'minmax(6rem, .8fr)',
      isNumber: true,
      cell: ({ nextDue }) => <Relative at={nextDue} />,
    },
    {
      id: 'model',
      name: t('meter.model'),
      track: 'minmax(8rem, 1fr)',
      cell: ({ model }) => model ?? <Nothing />,
    },
  ]
}

/** What a phone shows of a meter. */
export function phoneCells(device: EndDevice) {
  return {
    below: device.usagePoint,
    end: (
      <>
        <DeviceStateWord device={device} />
        <span className="figures text-ink-3">
          <Relative at={device.lastContact} />
        </span>
      </>
    ),
  }
}

function DeviceStateWord({ device }: { device: EndDevice }) {
  const t = useText()
  return (
    <span className="flex items-center gap-2" title={device.lastError ?? undefined}>
      <StateMark state={device.state} />
      {t(`state.${device.state}`)}
    </span>
  )
}

function Relative({ at }: { at: string | null }) {
  const format = useFormat()
  const now = useNow()
  return at ? <time dateTime={at}>{format.relative(at, now)}</time> : <Nothing />
}
