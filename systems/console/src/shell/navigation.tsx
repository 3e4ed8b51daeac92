import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { newMetersCountQuery } from '../api/network-queries.ts'
import { useText } from '../i18n/use-text.ts'
import { classes } from '../kit/classes.ts'
import { Icon } from '../kit/icon.tsx'
import { isInRoom, rooms } from './rooms.ts'

/** The rooms: in the top bar of a desk, at the foot of a phone where the thumb is. */
export function Navigation({ place }: { place: 'top' | 'foot' }) {
  const t = useText()
  const [path] = useLocation()
  const { data: waiting = 0 } = useQuery(newMetersCountQuery)
  const isTop = place === 'top'
  return (
    <nav
      aria-label={t('shell.rooms')}
      className={
        isTop
          ? 'max-tablet:hidden'
          : 'fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] tablet:hidden'
      }
    >
      <ul className={isTop ? 'flex gap-1' : 'flex'}>
        {rooms.map(room => (
          <li key={room.href} className={isTop ? '' : 'min-w-0 flex-1'}>
            <Link
              href={room.href}
              aria-current={isInRoom(path, room) ? 'page' : undefined}
              className={classes(
                'text-ink-2 hover:text-ink aria-[current]:text-accent',
                isTop
                  ? 'flex h-8 items-center rounded-control px-3 text-form hover:bg-sunken aria-[current]:bg-tint aria-[current]:font-medium'
                  : 'flex h-14 flex-col items-center justify-center gap-0.5 text-[0.6875rem] tracking-tight focus-visible:outline-offset-[-2px] aria-[current]:font-medium',
              )}
            >
              {!isTop && <Icon name={room.icon} size={20} />}
              <span className="flex max-w-full items-center gap-1.5">
                <span className="truncate">{t(room.name)}</span>
                {room.href === '/network' && waiting > 0 && <Waiting count={waiting} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** How many new meters await a decision. */
function Waiting({ count }: { count: number }) {
  const t = useText()
  return (
    <>
      <span
        aria-hidden="true"
        className="figures min-w-5 rounded-full bg-accent px-1.5 text-center text-label text-on-accent"
      >
        {count > 99 ? '99+' : count}
      </span>
      <span className="sr-only">{t('shell.waiting', { count })}</span>
    </>
  )
}
