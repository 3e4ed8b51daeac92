/**
 * The meters of `bench collect`, in a process of their own: a district on a clock that the parent turns. Takes its
 * options by message, then orders; ends with its parent.
 */
import { once } from 'node:events'
import { startDistrict } from '@ferraris/district'
import { startProfile } from '../measure/cpu-profile.ts'
import type { MetersOptions, Order, Reply } from './meters-process.ts'

function reply(message: Reply): void {
  return void process.send?.(message)
}

const [options] = (await once(process, 'message')) as [MetersOptions]
let { now } = options
const { meters } = await startDistrict({ ...options, basePort: 0, clock: { now: () => now } })
let profile: Awaited<ReturnType<typeof startProfile>> | undefined

process.on('disconnect', () => process.exit())
process.on('message', async (order: Order) => {
  if (order.kind === 'set-clock') now = order.now
  if (order.kind === 'start-profile') profile = await startProfile()
  const hotSpots = order.kind === 'stop-profile' ? await profile?.stop(order.file) : undefined
  const { user, system } = process.cpuUsage()
  reply({ kind: 'done', cpuSeconds: (user + system) / 1e6, ...(hotSpots && { hotSpots }) })
})
reply({ kind: 'started', meters })
