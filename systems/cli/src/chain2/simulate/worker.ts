import { parentPort, workerData } from 'node:worker_threads'
import type { Campaign } from './campaign.ts'
import { simulateHomes } from './homes.ts'

const { campaign, homes } = workerData as { campaign: Campaign; homes: readonly number[] }
for (const outcome of simulateHomes(campaign, homes)) parentPort?.postMessage(outcome)
