import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** What stands beside the title: a subtitle, actions. */
  readonly aside?: ReactNode
  /** The title as it shall stand when it is more than text. */
  readonly heading?: ReactNode
  readonly children: ReactNode
}

/** A room: its heading names the browser's tab. */
export function Page({ title, heading, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Ferraris`
  }, [title])
  return (
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto w-full max-w-360 px-6 pt-5 pb-12 outline-none max-tablet:px-4 max-tablet:pb-24"
    >
      <header className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h1 className="text-title font-semibold">{heading ?? title}</h1>
        {aside}
      </header>
      {children}
    </main>
  )
}
