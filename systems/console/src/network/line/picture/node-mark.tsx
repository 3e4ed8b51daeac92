import { memo } from 'react'
import type { Quality } from '../quality.ts'

/** A shape for each quality, about a middle of 0, 0 and 10 units wide: told apart without colour. */
const shapes: Record<Quality, React.ReactNode> = {
  good: <circle r="4.2" className="fill-accent" />,
  fair: (
    <rect x="-4" y="-4" width="8" height="8" rx="1" className="fill-minor stroke-ink-3" strokeWidth="1.2" />
  ),
  poor: <path d="M0-5 5.2 4.2H-5.2z" className="fill-major" />,
  silent: <path d="M0-5.4 5.4 0 0 5.4-5.4 0z" className="fill-critical" />,
  unknown: <circle r="4" className="fill-sunken stroke-edge" strokeWidth="1.2" />,
  new: <circle r="3.8" className="fill-surface stroke-info" strokeWidth="1.8" />,
  foreign: <circle r="3.8" className="fill-surface stroke-edge" strokeWidth="1.2" strokeDasharray="2 1.6" />,
}

/** The shape inside of a drawing. */
export const NodeShape = memo(({ quality }: { quality: Quality }) => shapes[quality])

/** The shape beside a word. */
export function QualityMark({ quality }: { quality: Quality }) {
  return (
    <svg aria-hidden="true" width="12" height="12" viewBox="-6 -6 12 12" className="shrink-0">
      {shapes[quality]}
    </svg>
  )
}
