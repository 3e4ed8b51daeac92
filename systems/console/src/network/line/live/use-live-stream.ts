import { useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveLine } from './live-frames.ts'
import { LiveStream, type StreamState } from './live-stream.ts'

/** A stream of a concentrator's frames that is open while the component is there and `isOn`. */
export function useLiveStream(concentrator: string, isOn: boolean): LiveStream {
  const [stream] = useState(() => new LiveStream(concentrator))
  useEffect(() => {
    if (!isOn) return
    stream.open()
    return () => stream.close()
  }, [stream, isOn])
  return stream
}

export function useLiveLine(stream: LiveStream): LiveLine {
  return useSyncExternalStore(stream.subscribe, stream.line)
}

export function useStreamState(stream: LiveStream): StreamState {
  return useSyncExternalStore(stream.subscribe, stream.state)
}
