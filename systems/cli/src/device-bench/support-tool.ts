import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import {
  Chain2Error,
  type DailyCounters,
  decodeCounters,
  encodeCounters,
  type MeterRole,
} from '@ferraris/chain2'
import { InputError } from '../errors.ts'
import { NetworkError } from '../head-end/head-end-error.ts'

const run = promisify(execFile)
/** A device or a tool that says nothing for so long is given up, milliseconds. */
const deadlineMs = 20_000
/** More than two meters' counters of sixty days have. */
const mostOctets = 1_000_000

/** Reads what a device keeps. */
export interface SupportTool {
  counters(role: MeterRole): Promise<DailyCounters>
  versions?(): Promise<{ readonly hardware: string; readonly firmware: string }>
  /** How it goes with what the device hears. */
  reception?(): Promise<object>
}

/** The tool of an option: an address of our interface, or a command. Throws InputError. */
export function openSupportTool(option: string, text: string): SupportTool {
  return /^https?:\/\//.test(text) ? overHttp(option, text) : byCommand(option, text)
}

interface CounterTable {
  readonly items: readonly { readonly meter: string; readonly days: DailyCounters }[]
}

function overHttp(option: string, text: string): SupportTool {
  if (!URL.canParse(text)) throw new InputError(option, `${text} is no address`, 'write http://192.168.1.20')
  const token = process.env.FERRARIS_DEVICE_TOKEN
  if (!token)
    throw new InputError('FERRARIS_DEVICE_TOKEN', 'is missing', 'pair first, and put the token there')
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const url = `${new URL(text).origin}${path}`
    const signal = AbortSignal.timeout(deadlineMs)
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal }).catch(
      (cause: Error) => {
        throw new NetworkError('head-end-unreachable', `${url}: ${cause.message}`, { cause })
      },
    )
    if (answer.ok) return (await answer.json()) as Answer
    throw new InputError(option, `${url} answers ${answer.status}`, 'pair again: the token may be taken away')
  }
  return {
    async counters(role) {
      const { items } = await ask<CounterTable>('/api/v1/counters')
      const days = items.find(({ meter }) => meter === role)?.days ?? []
      return checked(option, role, days)
    },
    async versions() {
      const { device } = await ask<{ device: { hardware: string; firmware: string } }>('/api/v1/state')
      return device
    },
    reception: () => ask<object>('/api/v1/reception'),
  }
}

/** The counters through the reader of the platform's messages: what it refuses, the campaign would refuse. */
function checked(option: string, meter: MeterRole, days: DailyCounters): DailyCounters {
  const around = {
    duId: 'bench',
    smitpAddr: '000000000000',
    systemTitle: '0000000000000000',
    pod: 'bench',
    fw: '-',
  }
  return decoded(option, encodeCounters({ ...around, meter, days }))
}

function byCommand(option: string, command: string): SupportTool {
  return {
    async counters(role) {
      const { stdout } = await run('/bin/sh', ['-c', command.replaceAll('{meter}', role)], {
        timeout: deadlineMs,
        maxBuffer: mostOctets,
      }).catch((cause: Error) => {
        throw new InputError(option, `the command failed: ${cause.message.trim()}`, 'try it by itself', {
          cause,
        })
      })
      return decoded(option, stdout)
    },
  }
}

function decoded(option: string, json: string): DailyCounters {
  try {
    return decodeCounters(json).days
  } catch (cause) {
    if (!(cause instanceof Chain2Error)) throw cause
    const remedy = 'the tool has to print a message of the schema chain2-counters/1'
    throw new InputError(option, cause.message, remedy, { cause })
  }
}
