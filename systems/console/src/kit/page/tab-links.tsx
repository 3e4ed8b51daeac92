import { Link } from 'wouter'

interface TabLinksProps {
  readonly label: string
  readonly tabs: readonly { readonly href: string; readonly name: string; readonly current: boolean }[]
}

/** Parts of a room, each with an address of its own. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="mb-5 border-b border-line">
      <ul className="-mb-px flex gap-1 overflow-x-auto pt-1">
        {tabs.map(({ href, name, current }) => (
          <li key={href} ref={current ? bringIntoSight : null}>
            <Link
              href={href}
              aria-current={current ? 'page' : undefined}
              className="flex h-9 max-tablet:h-11 items-center border-b-2 border-transparent px-3 text-form whitespace-nowrap text-ink-2 hover:text-ink focus-visible:outline-offset-[-2px] aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** On a narrow screen the current part may lie beyond the edge. */
function bringIntoSight(element: HTMLElement | null) {
  return element?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
