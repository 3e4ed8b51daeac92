const width = 240
const height = 48

/** The course of a figure without axes; the figure itself stands beside it. */
export function Sparkline({ values, room }: { values: readonly number[]; room: number }) {
  const top = Math.max(1, ...values)
  const x = (index: number) => width - ((values.length - 1 - index) / (room - 1)) * width
  const y = (value: number) => height - 1 - (value / top) * (height - 4)
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-12 w-full overflow-visible"
    >
      <path d={`M0 ${height - 0.5}H${width}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
      {values.length > 1 && (
        <>
          <polygon points={`${x(0)},${height} ${line} ${width},${height}`} className="fill-tint" />
          <polyline
            points={line}
            fill="none"
            className="stroke-accent"
            strokeWidth="1.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  )
}
