import { useQuery } from '@tanstack/react-query'
import { newMetersCountQuery } from '../api/network-queries.ts'
import { useText } from '../i18n/use-text.ts'
import type { Room } from './rooms.ts'

/** The name of a room, and how much waits there for a person. */
export function RoomName({ room }: { room: Room }) {
  const t = useText()
  const { data: waiting = 0 } = useQuery(newMetersCountQuery)
  return (
    <span className="flex max-w-full items-center gap-1.5">
      <span className="truncate">{t(room.name)}</span>
      {room.href === '/network' && waiting > 0 && <Waiting count={waiting} />}
    </span>
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
