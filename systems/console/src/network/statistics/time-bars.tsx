import { useRef, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { useSize } from '../../kit/use-space.ts'
import type { Bar } from './bars.ts'
import { roundUp } from './bars.ts'

interface TimeBarsProps {
  readonly name: string
  readonly bars: readonly Bar[]
  /** The top of the scale; a round value above the largest when left out. */
  readonly top?: number
  /** A value in words, for scale, readout and screen readers. */
  readonly say: (value: number) => string
  /** An instant in words. */
  readonly sayTime: (bar: Bar) => string
  /** Where lines stand on the axis of time, with their words. */
  readonly ticks: readonly { readonly at: number; readonly name: string }[]
  readonly colour?: string
}

const height = 132
const foot = 18
const left = 46

/**
 * Bars over true time. Arrow keys and the pointer move a cursor; its value is read out; a bar that is not known is a
 * hatched place, and one below zero hangs down.
 */
export function TimeBars({ name, bars, top, say, sayTime, ticks, colour = 'fill-accent' }: TimeBarsProps) {
  const t = useText()
  const box = useRef<HTMLDivElement>(null)
  const width = useSize(box)
  const [cursor, setCursor] = useState<number | null>(null)
  const first = bars[0]
  const last = bars.at(-1)
  if (!first || !last) return null

  const values = bars.flatMap(({ value }) => (value === null ? [] : [value]))
  const high = top ?? roundUp(Math.max(0, ...values))
  const least = Math.min(0, ...values)
  const low = least < 0 ? -roundUp(-least) : 0
  const x = (at: number) => left + ((at - first.from) / (last.to - first.from)) * Math.max(1, width - left)
  const y = (value: number) => 6 + ((high - value) / (high - low)) * (height - foot - 6)
  const chosen = cursor === null ? undefined : bars[cursor]
  const words = ({ value, ...bar }: Bar) =>
    `${sayTime({ value, ...bar })}: ${value === null ? t('chart.unknown') : say(value)}`

  const steps: Record<string, (at: number) => number> = {
    ArrowRight: at => at + 1,
    ArrowLeft: at => at - 1,
    PageDown: at => at + 24,
    PageUp: at => at - 24,
    Home: () => 0,
    End: () => bars.length - 1,
  }
  return (
    <div ref={box} className="relative">
      <p className="label figures absolute -top-7 right-0 bg-surface pl-2">{chosen ? words(chosen) : ''}</p>
      <div
        role="slider"
        aria-label={t('curve.cursor', { label: name })}
        aria-valuemin={1}
        aria-valuemax={bars.length}
        aria-valuenow={(cursor ?? bars.length - 1) + 1}
        aria-valuetext={words(chosen ?? last)}
        tabIndex={0}
        className="rounded-control"
        onFocus={() => setCursor(now => now ?? bars.length - 1)}
        onBlur={() => setCursor(null)}
        onKeyDown={event => {
          const step = steps[event.key]
          if (!step) return
          event.preventDefault()
          setCursor(now => Math.max(0, Math.min(bars.length - 1, step(now ?? bars.length - 1))))
        }}
        onPointerLeave={() => setCursor(null)}
        onPointerMove={({ nativeEvent }) => {
          const at =
            first.from + ((nativeEvent.offsetX - left) / Math.max(1, width - left)) * (last.to - first.from)
          const index = bars.findIndex(({ from, to }) => from <= at && at < to)
          setCursor(index < 0 ? null : index)
        }}
      >
        <svg
          aria-hidden="true"
          width={width}
          height={height}
          className="pointer-events-none block overflow-visible"
        >
          {[high, low === 0 ? high / 2 : 0, low].map(value => (
            <g key={value}>
              <path d={`M${left} ${y(value)}H${width}`} className="stroke-line" />
              <text
                x={left - 6}
                y={y(value) + 3.5}
                textAnchor="end"
                className="figures fill-ink-3 text-[11px]"
              >
                {say(value)}
              </text>
            </g>
          ))}
          {ticks.map(({ at, name: day }) => (
            <g key={at}>
              <path d={`M${x(at)} 6V${height - foot}`} className="stroke-line" />
              {width - x(at) > 48 && (
                <text x={x(at) + 4} y={height - 4} className="fill-ink-3 text-[11px]">
                  {day}
                </text>
              )}
            </g>
          ))}
          {bars.map(({ from, to, value }, index) => {
            const wide = Math.max(1, x(to) - x(from) - (bars.length > 150 ? 0.5 : 1.5))
            if (value === null) {
              return (
                <rect
                  key={from}
                  x={x(from)}
                  y={6}
                  width={wide}
                  height={height - foot - 6}
                  className="fill-sunken"
                />
              )
            }
            const from0 = Math.min(y(value), y(0))
            return (
              <rect
                key={from}
                x={x(from)}
                y={from0}
                width={wide}
                height={Math.max(value === 0 ? 0 : 1, Math.abs(y(value) - y(0)))}
                className={colour}
                opacity={cursor === null || cursor === index ? 1 : 0.5}
              />
            )
          })}
        </svg>
      </div>
    </div>
  )
}
