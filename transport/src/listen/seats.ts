import type { Socket } from 'node:net'

/** A connection that a listener serves. */
export interface Seat {
  /** A whole frame or message has come over it. */
  heard(): void
}

interface Place {
  readonly socket: Socket
  readonly timer: NodeJS.Timeout
  heardAt: number
  hasSpoken: boolean
}

/** The part of the idle time after which a connection that has spoken gives way to a new one. */
const patientPart = 1 / 4

/**
 * The connections of a listener, of which there are so many at a time. One that has been without a complete frame for the idle
 * time is closed: an octet a second is no conversation. When all seats are taken, a new connection gets that of the one which has
 * never said anything, or has been silent for long: idle connections keep no other client out.
 */
export class Seats {
  readonly #most: number
  readonly #idleTimeoutMs: number
  /** In the order in which they came. */
  readonly #places = new Map<Socket, Place>()

  constructor(most: number, idleTimeoutMs: number) {
    this.#most = most
    this.#idleTimeoutMs = idleTimeoutMs
  }

  /** Gives a connection a seat; undefined where there is none, and then it is closed. */
  take(socket: Socket): Seat | undefined {
    if (this.#places.size >= this.#most && !this.#makeRoom()) return void socket.destroy()
    const place: Place = {
      socket,
      timer: setTimeout(() => this.#close(place), this.#idleTimeoutMs),
      heardAt: performance.now(),
      hasSpoken: false,
    }
    this.#places.set(socket, place)
    socket.once('close', () => this.#leave(place))
    return {
      heard: () => {
        place.hasSpoken = true
        place.heardAt = performance.now()
        place.timer.refresh()
      },
    }
  }

  #makeRoom(): boolean {
    const places = [...this.#places.values()]
    const longAgo = performance.now() - this.#idleTimeoutMs * patientPart
    const silent = places
      .filter(({ heardAt }) => heardAt <= longAgo)
      .toSorted((one, other) => one.heardAt - other.heardAt)
    const victim = places.find(({ hasSpoken }) => !hasSpoken) ?? silent[0]
    if (victim !== undefined) this.#close(victim)
    return victim !== undefined
  }

  #close(place: Place): void {
    this.#leave(place)
    place.socket.destroy()
  }

  #leave({ socket, timer }: Place): void {
    clearTimeout(timer)
    this.#places.delete(socket)
  }
}
