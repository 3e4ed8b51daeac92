import { parentPort, workerData } from 'node:worker_threads'
import { connectAsync, type MqttClient } from 'mqtt'
import { messageOf } from './device.ts'

/** What the thread sends: with no seconds each device once, sixty days; else one day a message, for so long. */
export interface SenderTask {
  readonly port: number
  readonly password: string
  readonly devices: number
  readonly seconds: number
}

export interface Sent {
  readonly messages: number
  readonly seconds: number
  readonly latencyMs: { readonly p50: number; readonly p95: number }
}

const connections = 50
/** Messages of a connection that are not acknowledged yet. */
const inFlight = 40

const task = workerData as SenderTask
const clients = await Promise.all(
  Array.from({ length: connections }, () =>
    connectAsync({
      host: '127.0.0.1',
      port: task.port,
      username: 'acme',
      password: task.password,
      reconnectPeriod: 0,
    }),
  ),
)
const latencies: number[] = []
const started = performance.now()
await (task.seconds === 0 ? sendOnce() : Promise.all(clients.flatMap(sendOn)))
const seconds = (performance.now() - started) / 1000
latencies.sort((a, b) => a - b)
const sent: Sent = {
  messages: latencies.length,
  seconds,
  latencyMs: { p50: latencyAt(0.5), p95: latencyAt(0.95) },
}
parentPort?.postMessage(sent)
for (const client of clients) client.end(true)

function latencyAt(share: number): number {
  return Number((latencies[Math.floor(share * (latencies.length - 1))] ?? 0).toFixed(1))
}

async function sendOnce(): Promise<void> {
  const days = Array.from({ length: 60 }, (_, day) => day)
  await Promise.all(
    Array.from({ length: task.devices }, (_, number) =>
      publish(clients[number % connections], number + 1, days, 0),
    ),
  )
}

/** Each message changes a day: the counters of the last one go up. */
function sendOn(client: MqttClient, connection: number): Promise<void>[] {
  return Array.from({ length: inFlight }, async (_, lane) => {
    for (let round = 1; performance.now() - started < task.seconds * 1000; round++) {
      const number = 1 + ((connection * inFlight + lane) % task.devices)
      await publish(client, number, [round % 60], round)
    }
  })
}

async function publish(
  client: MqttClient | undefined,
  number: number,
  days: readonly number[],
  round: number,
): Promise<void> {
  if (client === undefined) throw new Error('there is no connection')
  const begun = performance.now()
  const topic = `chain2/v1/acme/DU${String(number).padStart(4, '0')}/counters`
  await client.publishAsync(topic, messageOf(number, days, round), { qos: 1 })
  latencies.push(performance.now() - begun)
}
