import type { TextId } from '../i18n/use-text.ts'
import type { IconName } from '../kit/icon.tsx'

export interface Room {
  readonly href: string
  readonly name: TextId
  readonly icon: IconName
  /** The letter that follows g. */
  readonly key: string
}

export const rooms: readonly Room[] = [
  { href: '/', name: 'room.overview', icon: 'overview', key: 'o' },
  { href: '/alarms', name: 'room.alarms', icon: 'bell', key: 'a' },
  { href: '/meters', name: 'room.meters', icon: 'meter', key: 'm' },
  { href: '/network', name: 'room.network', icon: 'network', key: 'n' },
  { href: '/orders', name: 'room.orders', icon: 'orders', key: 'r' },
  { href: '/messages', name: 'room.messages', icon: 'message', key: 'x' },
  { href: '/events', name: 'room.events', icon: 'events', key: 'e' },
  { href: '/findings', name: 'room.findings', icon: 'search', key: 'f' },
  { href: '/settings', name: 'room.settings', icon: 'settings', key: 's' },
]

/** Whether a path lies in a room: the room itself or anything below it. */
export function isInRoom(path: string, room: Room): boolean {
  return room.href === '/' ? path === '/' : path === room.href || path.startsWith(`${room.href}/`)
}
