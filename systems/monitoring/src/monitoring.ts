import type { FirstSignIn, Kit, Logger, Opening, RunOptions } from '@ferraris/service'
import { createLog, startService, transaction } from '@ferraris/service'
import { type ListenerOptions, openMessageLink } from '@ferraris/transport'
import { apiInfo } from './api-description.ts'
import { CampaignProblem } from './campaign-problem.ts'
import { features } from './features.ts'
import { type MailWay, NoticeMailer } from './participants/mail/mailer.ts'
import { mailObserver } from './participants/mail/metrics.ts'
import type { Parts } from './parts.ts'
import { participantOf } from './reach.ts'
import { type HeadEndAccess, SentCounters } from './sent/sent-counters.ts'
import type { Tables } from './tables.ts'
import { CounterBroker } from './uploads/broker.ts'
import { uploadObserver } from './uploads/metrics.ts'
import { type RefusedUpload, storeRefusals } from './uploads/refusals.ts'
import { Uploads } from './uploads/uploads.ts'

export interface MonitoringOptions extends RunOptions {
  /** Where devices publish their counters; without it there are files only. */
  readonly mqtt?: {
    readonly host: string
    /** 0 lets the system choose. */
    readonly port: number
    readonly tls?: ListenerOptions['tls']
  }
  /** The head-end that knows what meters have sent. */
  readonly headEnd?: HeadEndAccess
  /** The mail server that takes notices to participants. */
  readonly mail?: MailServer
}

export interface MailServer {
  /** `smtps://mail.example`, or `smtp://127.0.0.1:25` on this machine. */
  readonly url: string
  /** Address that mails come from. */
  readonly from: string
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/** A platform that runs. */
export interface Monitoring {
  /** Where pages and REST interface are. */
  readonly url: string
  /** Where devices publish. */
  readonly mqttPort: number | undefined
  /** The account that this start made, on the first start only. */
  readonly firstSignIn: FirstSignIn | null
  /** Stores what has come, closes both sides, stops PostgreSQL. */
  close(): Promise<void>
}

interface MonitoringParts extends Parts {
  readonly mqttPort: number | undefined
}

/** Starts the platform. Throws StartError, DatabaseError, MqttError or MessageLinkError, each with what to try. */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const { url, firstSignIn, parts, close } = await startService<MonitoringParts>({
    ...options,
    log: options.log ?? createLog(),
    name: 'monitoring',
    api: apiInfo,
    page: 'monitoring.html',
    features,
    open: opening => openParts(opening, options),
  })
  return { url, mqttPort: parts.mqttPort, firstSignIn, close }
}

async function openParts(opening: Opening, options: MonitoringOptions): Promise<MonitoringParts> {
  const { store, log, metrics, now, onClose } = opening
  const parts = makeParts(opening, new Uploads(store.pool, now, uploadObserver(metrics)), {
    headEnd: options.headEnd,
    mail: options.mail && {
      link: openMailLink(options.mail),
      onOutcome: mailObserver(metrics),
    },
    log,
  })
  onClose(() => parts.uploads.close())
  if (options.mqtt === undefined) return { ...parts, mqttPort: undefined }
  const broker = await openBroker(parts, options.mqtt)
  onClose(() => broker.close())
  return { ...parts, mqttPort: broker.port }
}

/** @internal Also for tests, which open their own store. */
export function makeParts(
  kit: Kit,
  uploads: Uploads,
  {
    headEnd,
    mail,
    log,
  }: {
    readonly headEnd: HeadEndAccess | undefined
    readonly mail?: MailWay | undefined
    readonly log: Logger
  },
): Parts {
  const { pool, now } = kit
  const db = kit.db.withTables<Tables>()
  return {
    ...kit,
    db,
    uploads,
    mailer: mail && new NoticeMailer({ db, now }, mail, log),
    sentCounters: headEnd && new SentCounters(pool, now, headEnd, log),
  }
}

/** @internal */
export function openMailLink({ url, from: address, username, password }: MailServer) {
  return openMessageLink({ kind: 'smtp', url, address, username, password }, 'monitoring')
}

/** @internal */
export function openBroker(
  { db, pool, now, people, uploads }: Parts,
  place: NonNullable<MonitoringOptions['mqtt']>,
): Promise<CounterBroker> {
  return CounterBroker.listen({
    ...place,
    async participantOf(name, token) {
      const principal = await people.tokens.find(token)
      if (principal?.name !== name || principal.role !== 'vendor') return undefined
      try {
        return await participantOf(db, name)
      } catch (error) {
        if (error instanceof CampaignProblem) return undefined
        throw error
      }
    },
    take: upload => uploads.take(upload),
    refuse: (refused: RefusedUpload) => transaction(pool, client => storeRefusals(client, [refused], now())),
  })
}
