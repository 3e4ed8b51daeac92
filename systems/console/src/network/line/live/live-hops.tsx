import { type Drawing, linkBetween, type Point } from '../picture/drawing.ts'
import { isBroadcast, stay } from './live-frames.ts'
import type { LiveStream } from './live-stream.ts'
import { useLiveLine } from './use-live-stream.ts'

/**
 * Frames on their way: the hop lights up and a dot travels along it; a ring for a broadcast. Without motion
 * the hop lights up only. What was not decoded is dashed and ends in a cross.
 */
export function LiveHops({ stream, drawing }: { stream: LiveStream; drawing: Drawing }) {
  const { drawn } = useLiveLine(stream)
  const placeOf = (aca: string): Point => drawing.places.get(aca) ?? drawing.concentrator
  return (
    <g pointerEvents="none" fill="none">
      {drawn.map(({ number, from, to, ok }) => {
        const start = placeOf(from)
        if (isBroadcast(to)) {
          return (
            <circle
              key={number}
              cx={start.x}
              cy={start.y}
              r="16"
              className="broadcast stroke-accent"
              strokeWidth="2"
            />
          )
        }
        const end = placeOf(to)
        const isBackwards = end.x < start.x
        const way = isBackwards ? linkBetween(end, start, drawing) : linkBetween(start, end, drawing)
        return (
          <g key={number} className={ok ? 'stroke-accent' : 'stroke-critical'}>
            <path
              d={way}
              vectorEffect="non-scaling-stroke"
              strokeWidth="2.5"
              strokeDasharray={ok ? undefined : '3 4'}
            />
            <circle
              r="4"
              className={`travelling ${ok ? 'fill-accent' : 'fill-critical'} stroke-surface`}
              style={{
                offsetPath: `path("${way}")`,
                animationDirection: isBackwards ? 'reverse' : 'normal',
                animationDuration: `${stay * 0.7}ms`,
              }}
            />
            {!ok && (
              <path
                d={`M${end.x - 6} ${end.y - 6}l12 12m0-12l-12 12`}
                className="stroke-critical"
                strokeWidth="2"
              />
            )}
          </g>
        )
      })}
    </g>
  )
}
