/** The sign of the system: the disc of an induction meter on its axle, with the painted mark. */
export function Disc({ size }: { size: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" className="shrink-0 text-accent">
      <g fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round">
        <path d="M16 3v9.5M16 22.5V29" />
        <ellipse cx="16" cy="17.5" rx="13.5" ry="5" />
      </g>
      <path d="M9.8 21.9q3.1.7 7 .6l-.5-4.2h-2.8z" fill="currentColor" />
    </svg>
  )
}
