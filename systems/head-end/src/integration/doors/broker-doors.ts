import type { Role } from '@ferraris/service'
import { type LinkKind, type LinkPlace, type Reach, takeMessages } from '@ferraris/transport'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import type { Tables } from '../../tables.ts'
import { doorLeaseMs } from '../bounds.ts'
import { placeOf } from '../destinations/secrets.ts'
import type { Inbox } from '../inbox/inbox.ts'

/*
 * Requests that brokers hand over. Of several processes one takes those of a destination, by a lease in the store that it renews; when it ends,
 * another one has it after the lease. A message is acknowledged to its broker when it is committed, and comes again otherwise;
 * the inbox knows it then.
 */

interface DoorParts {
  readonly db: Kysely<Tables>
  readonly ring: KeyRing
  readonly now: () => number
  /** Of this process, for its leases. */
  readonly owner: string
  readonly inbox: Inbox
  readonly onState: (destination: string, state: 'up' | 'down', error?: Error) => void
  /** Which inner networks brokers may be in; without it anywhere. */
  readonly reach?: Reach | undefined
}

interface Door {
  /** Settings that it was opened for. */
  readonly changedAt: number
  close(): Promise<void>
}

/** Keeps the doors open that this process has. */
export class BrokerDoors {
  readonly #parts: DoorParts
  readonly #open = new Map<string, Door>()

  constructor(parts: DoorParts) {
    this.#parts = parts
  }

  /** Renews what it has, opens what is free, and closes what has changed or is another's. */
  async look(): Promise<void> {
    const { db, owner, now } = this.#parts
    const { rows } = await sql<DoorRow>`
      update integration_destination set door_owner = ${owner}, door_until = ${new Date(now() + doorLeaseMs)}
      where enabled and requests is not null and (door_owner is null or door_owner = ${owner} or door_until < ${new Date(now())})
      returning name, kind, url, address, username, sealed, requests, role, changed_at`.execute(db)
    const ours = new Map(rows.map(row => [row.name, row]))
    for (const [name, door] of this.#open) {
      if (ours.get(name)?.changed_at.getTime() === door.changedAt) continue
      this.#open.delete(name)
      await door.close()
    }
    for (const [name, row] of ours) if (!this.#open.has(name)) this.#open.set(name, this.#openDoor(row))
  }

  /** Closes all and gives the leases back. */
  async close(): Promise<void> {
    const { db, owner } = this.#parts
    for (const door of this.#open.values()) await door.close()
    this.#open.clear()
    await db
      .updateTable('integration_destination')
      .set({ door_owner: null, door_until: null, door_state: null, door_detail: null })
      .where('door_owner', '=', owner)
      .execute()
  }

  #openDoor({ name, kind, requests, role, changed_at: changedAt, ...row }: DoorRow): Door {
    const { ring, inbox, reach } = this.#parts
    let place: LinkPlace
    try {
      place = placeOf(ring, { kind, ...row }, reach)
    } catch (error) {
      void this.#note(name, 'down', error as Error)
      return { changedAt: changedAt.getTime(), close: async () => {} }
    }
    const intake = takeMessages(place, {
      address: requests,
      // One at a time has the lease, so that the broker's session is one and the same.
      name: `ferraris-in-${name}`,
      take: async octets =>
        void (await inbox.take({ octets, door: kind, destination: name, sender: name, role })),
      onState: (state, error) => void this.#note(name, state, error),
    })
    return { changedAt: changedAt.getTime(), close: () => intake.close() }
  }

  async #note(name: string, state: 'up' | 'down', error?: Error): Promise<void> {
    this.#parts.onState(name, state, error)
    await this.#parts.db
      .updateTable('integration_destination')
      .set({ door_state: state, door_detail: error?.message ?? null })
      .where('name', '=', name)
      .execute()
      // Away, or closing: the next change of the state is noted again.
      .catch(() => {})
  }
}

interface DoorRow {
  readonly name: string
  readonly kind: LinkKind
  readonly url: string
  readonly address: string | null
  readonly username: string | null
  readonly sealed: Buffer | null
  readonly requests: string
  readonly role: Role
  readonly changed_at: Date
}
