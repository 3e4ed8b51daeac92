import { encodeWpdu } from '@ferraris/dlms/wrapper'
import type { DlmsService } from '../listen/dlms-service.ts'
import { serveWrapper } from '../listen/listen-tcp.ts'
import { connectTcp, type HostAndPort } from '../media/tcp.ts'
import { TransportError } from '../transport-error.ts'

interface CallOutOptions extends DlmsService {
  /** The notification that it begins with, by which the other end knows which device has called; none, and it is asked. */
  readonly greeting?: () => Uint8Array | undefined
  /** How long a connection may take, milliseconds; default 10 s. */
  readonly timeoutMs?: number
  /** Shortest pause before it calls again, milliseconds; it doubles up to a minute. Default 1 s. */
  readonly pauseMs?: number
}

/** A device that calls by itself. */
export interface CallOut {
  /** Whether the connection stands. */
  readonly isConnected: boolean
  /** Sends a notification over the connection; false while there is none. */
  push(apdu: Uint8Array): boolean
  /** Hangs up, and calls again. */
  hangUp(): void
  close(): void
}

/** Wrapper ports of pushes: the device, and the one that listens. */
const listener = 103
const longestPauseMs = 60_000

/** Opens a connection, serves the device over it, and opens it again whenever it breaks: a device behind an address that none can call. */
export function callOut(place: HostAndPort, options: CallOutOptions): CallOut {
  const { server, greeting, timeoutMs = 10_000, pauseMs = 1_000 } = options
  const end = new AbortController()
  let socket: Awaited<ReturnType<typeof connectTcp>> | undefined
  let timer: NodeJS.Timeout | undefined
  let pause = pauseMs

  const send = (apdu: Uint8Array): boolean => {
    if (socket === undefined) return false
    socket.write(encodeWpdu({ source: server, destination: listener, apdu }))
    return true
  }
  const again = (): void => {
    if (end.signal.aborted) return
    timer = setTimeout(() => void call(), pause)
    pause = Math.min(2 * pause, longestPauseMs)
  }
  const call = async (): Promise<void> => {
    try {
      const opened = await connectTcp(place, { timeoutMs, signal: end.signal })
      socket = opened
      pause = pauseMs
      opened.once('close', () => {
        if (socket === opened) socket = undefined
        again()
      })
      serveWrapper(opened, { heard() {} }, options)
      const first = greeting?.()
      if (first !== undefined) send(first)
    } catch (error) {
      if (end.signal.aborted) return
      if (!(error instanceof TransportError)) options.onFailure(error)
      // A connection that stands calls again when it has closed.
      if (socket === undefined) again()
      else socket.destroy()
    }
  }
  void call()
  return {
    get isConnected() {
      return socket !== undefined
    },
    push: send,
    hangUp: () => void socket?.destroy(),
    close() {
      end.abort()
      clearTimeout(timer)
      socket?.destroy()
    },
  }
}
