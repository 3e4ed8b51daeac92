import { Menu, MenuItem, MenuTrigger, Popover, Button as PressButton } from 'react-aria-components'
import { Link, useLocation } from 'wouter'
import { useText } from '../i18n/use-text.ts'
import { optionClasses } from '../kit/form/select.tsx'
import { Icon } from '../kit/icon.tsx'
import { RoomName } from './room-name.tsx'
import { isInRoom, rooms } from './rooms.ts'

/** Rooms that a phone shows at its foot: as many as keep their whole names. */
const atHand = rooms.slice(0, 4)
const further = rooms.slice(4)

const placeClasses =
  'flex h-14 w-full flex-col items-center justify-center gap-0.5 text-[0.6875rem] tracking-tight text-ink-2 focus-visible:outline-offset-[-2px] aria-[current]:font-medium aria-[current]:text-accent'

/** The rooms at the foot of a phone, where the thumb is; those that have no place there stand in a menu. */
export function FootNavigation() {
  const t = useText()
  const [path, go] = useLocation()
  return (
    <nav
      aria-label={t('shell.rooms')}
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] tablet:hidden"
    >
      <ul className="flex">
        {atHand.map(room => (
          <li key={room.href} className="min-w-0 flex-1">
            <Link
              href={room.href}
              aria-current={isInRoom(path, room) ? 'page' : undefined}
              className={placeClasses}
            >
              <Icon name={room.icon} size={20} />
              <RoomName room={room} />
            </Link>
          </li>
        ))}
        <li className="min-w-0 flex-1">
          <MenuTrigger>
            <PressButton
              aria-current={further.some(room => isInRoom(path, room)) ? 'page' : undefined}
              className={placeClasses}
            >
              <Icon name="more" size={20} />
              {t('shell.more')}
            </PressButton>
            <Popover
              placement="top end"
              className="fade min-w-56 rounded-panel border border-line bg-surface p-1 shadow-float"
            >
              <Menu className="outline-none" aria-label={t('shell.more')}>
                {further.map(room => (
                  <MenuItem
                    key={room.href}
                    textValue={t(room.name)}
                    className={`${optionClasses} gap-3`}
                    onAction={() => go(room.href)}
                  >
                    <Icon name={room.icon} />
                    <RoomName room={room} />
                  </MenuItem>
                ))}
              </Menu>
            </Popover>
          </MenuTrigger>
        </li>
      </ul>
    </nav>
  )
}
