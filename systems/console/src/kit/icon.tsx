import type { ReactNode } from 'react'

/** Outlines on a 16 px grid. The latin cut of the typeface has no arrows beyond ↑ ↓, so arrows are icons too. */
const outlines = {
  overview: <path d="M2.5 13.5v-4M6.2 13.5v-8M9.8 13.5v-6M13.5 13.5v-11" />,
  meter: (
    <>
      <rect x="2.5" y="2" width="11" height="12" rx="2" />
      <path d="M5 5.5h6M8 9.5a1.8 1.8 0 1 0 .01 0z" />
    </>
  ),
  network: (
    <path d="M8 5.5V2.2M8 10.5v3.3M8 5.5a2.5 2.5 0 1 0 .01 0zM5.9 6.8 2.5 4.6M10.1 6.8l3.4-2.2M5.9 9.2l-3.4 2.2M10.1 9.2l3.4 2.2" />
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  fit: <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  play: <path d="M5 3v10l7.5-5z" />,
  pause: <path d="M5.5 3v10M10.5 3v10" />,
  power: <path d="M8 2v5.5M4.8 4.2a5 5 0 1 0 6.4 0" />,
  events: <path d="M8 2.2 14.2 13H1.8zM8 6.5v3M8 11.2v.1" />,
  bell: (
    <path d="M3 12h10c-1-1-1.2-2.2-1.2-4.3C11.8 5 10.3 3.2 8 3.2S4.2 5 4.2 7.7C4.2 9.8 4 11 3 12zM6.5 14h3M8 2v1.2" />
  ),
  settings: <path d="M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M11 2.7v3.6M5 9.7v3.6" />,
  search: <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  back: <path d="M10 3 5 8l5 5" />,
  forward: <path d="m6 3 5 5-5 5" />,
  down: <path d="m3.5 6 4.5 4.5L12.5 6" />,
  orders: <path d="M3 2.5h10v11H3zM5.5 6l1 1 2-2M10 6h1.2M5.5 10.5l1 1 2-2M10 10.5h1.2" />,
  message: <path d="M2 3.5h12v9H2zM2.3 4 8 8.5 13.7 4" />,
  sent: <path d="M2.5 8h11M9.5 4l4 4-4 4" />,
  received: <path d="M13.5 8h-11M6.5 4l-4 4 4 4" />,
  refresh: <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v2.8h-2.8" />,
  read: <path d="M8 2v8M4.5 6.8 8 10.3l3.5-3.5M2.5 13.5h11" />,
  person: <path d="M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.7 14c.5-2.5 2.7-4 5.3-4s4.8 1.5 5.3 4" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.5v-.3a.7.7 0 0 0-.7-.7H3.2a.7.7 0 0 0-.7.7v6.6a.7.7 0 0 0 .7.7h.3" />
    </>
  ),
  more: <path d="M3 8h.1M8 8h.1M13 8h.1" />,
  check: <path d="m3 8.5 3.3 3.3L13 4.7" />,
  columns: <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />,
  keyboard: <path d="M1.5 4h13v8.5h-13zM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M5 9.8h6" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof outlines

/** A drawing beside a word; it says nothing by itself. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      {outlines[name]}
    </svg>
  )
}

/** A key of the keyboard. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-sunken px-1.5 font-sans text-label text-ink-2">
      {children}
    </kbd>
  )
}
