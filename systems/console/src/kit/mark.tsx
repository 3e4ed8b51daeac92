import type { DeviceState, Severity } from '../api/resources.ts'

/** The shapes that tell states and severities apart without colour. Normal has no colour. */
const shapes = {
  critical: <path d="M6 .5 11.5 6 6 11.5.5 6z" className="fill-critical" />,
  major: <path d="M6 1 11.5 11H.5z" className="fill-major" />,
  minor: (
    <rect x="1.5" y="1.5" width="9" height="9" rx="1" className="fill-minor stroke-ink-3" strokeWidth="1.2" />
  ),
  info: <circle cx="6" cy="6" r="4" fill="none" className="stroke-info" strokeWidth="1.6" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4"
      fill="none"
      className="stroke-edge"
      strokeWidth="1.4"
      strokeDasharray="2 1.6"
    />
  ),
  normal: <circle cx="6" cy="6" r="3" className="fill-ink-3" />,
}

export type Shape = keyof typeof shapes

const shapeOfState: Record<DeviceState, Shape> = {
  reachable: 'normal',
  silent: 'major',
  refused: 'critical',
  failed: 'critical',
  unknown: 'unknown',
  new: 'info',
}

/** A shape beside its word. */
export function Mark({ shape }: { shape: Shape }) {
  return (
    <svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12" className="shrink-0">
      {shapes[shape]}
    </svg>
  )
}

/** Goes beside the state's word. */
export function StateMark({ state }: { state: DeviceState }) {
  return <Mark shape={shapeOfState[state]} />
}

/** Goes beside the severity's word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return <Mark shape={severity} />
}
