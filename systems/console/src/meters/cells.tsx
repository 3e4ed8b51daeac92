import type { EndDevice } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { StateMark } from '../kit/mark.tsx'
import { ShareBar } from '../kit/share-bar.tsx'
import { useNow } from '../kit/use-now.ts'
import { Reached } from '../network/reached.tsx'

interface CellProps {
  readonly device: EndDevice
}

/** What there is no value for. */
function Nothing() {
  return <span className="text-ink-3">–</span>
}

export function SerialCell({ device }: CellProps) {
  return <span className="font-mono text-label">{device.serial}</span>
}

export function StateCell({ device }: CellProps) {
  const t = useText()
  return (
    <span className="flex items-center gap-2" title={device.lastError ?? undefined}>
      <StateMark state={device.state} />
      {t(`state.${device.state}`)}
    </span>
  )
}

export function ReachedCell({ device }: CellProps) {
  return <Reached uri={device.uri} />
}

export function UsagePointCell({ device }: CellProps) {
  return <>{device.usagePoint ?? <Nothing />}</>
}

export function ModelCell({ device }: CellProps) {
  return <>{device.model ?? <Nothing />}</>
}

export function LastContactCell({ device }: CellProps) {
  return <Relative at={device.lastContact} />
}

export function NextDueCell({ device }: CellProps) {
  return <Relative at={device.nextDue} />
}

function Relative({ at }: { at: string | null }) {
  const format = useFormat()
  const now = useNow()
  return at ? <time dateTime={at}>{format.relative(at, now)}</time> : <Nothing />
}

/** Beyond a minute a quarter-hour may hold energy of its neighbour, so that is worth a look. */
const tolerableOffset = 60

export function ClockOffsetCell({ device }: CellProps) {
  const format = useFormat()
  const offset = device.clockOffsetSeconds
  if (offset === null) return <Nothing />
  return (
    <span className={Math.abs(offset) > tolerableOffset ? 'font-medium text-major' : ''}>
      {format.offset(offset)}
    </span>
  )
}

export function CompletenessCell({ device }: CellProps) {
  const share = device.completeness
  if (share === null) return <Nothing />
  return <ShareBar share={share} />
}
