/** Longest silence of a device that answers: it speaks every five seconds. */
const patienceMs = 15_000
const retryMs = 3000

/**
 * Follows the device: `onState` gets its state, `onGone` hears that it does not answer, `onUnpaired` that it no longer knows this
 * phone, which is not tried again.
 */
export function follow({ onState, onGone, onUnpaired }) {
  const url = new URL('/api/v1/stream', location.href)
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  connect()

  function connect() {
    const socket = new WebSocket(url)
    let timer = setTimeout(() => socket.close(), patienceMs)
    socket.onmessage = ({ data }) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        onGone()
        socket.close()
      }, patienceMs)
      onState(JSON.parse(data))
    }
    socket.onclose = () => {
      clearTimeout(timer)
      void whyClosed()
    }
  }

  async function whyClosed() {
    if (await isUnpaired()) return onUnpaired()
    onGone()
    setTimeout(connect, retryMs)
  }
}

/** Whether the device answers, and does not know this phone. */
export async function isUnpaired() {
  try {
    return (await fetch('/api/v1/state', { signal: AbortSignal.timeout(5000) })).status === 401
  } catch {
    return false
  }
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  })
  return { ok: response.ok, document: await response.json() }
}
