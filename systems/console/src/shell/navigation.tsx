import { Link, useLocation } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { RoomName } from './room-name.tsx'
import { isInRoom, rooms } from './rooms.ts'

/** The rooms in the top bar of a desk. */
export function Navigation() {
  const t = useText()
  const [path] = useLocation()
  return (
    <nav aria-label={t('shell.rooms')} className="-my-1 min-w-0 overflow-x-auto py-1 max-tablet:hidden">
      <ul className="flex desk:gap-1">
        {rooms.map(room => (
          <li key={room.href}>
            <Link
              href={room.href}
              aria-current={isInRoom(path, room) ? 'page' : undefined}
              className="flex h-8 items-center rounded-control px-2 text-form text-ink-2 hover:bg-sunken hover:text-ink aria-[current]:bg-tint aria-[current]:font-medium aria-[current]:text-accent desk:px-3"
            >
              <RoomName room={room} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
