import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { addDays, zone } from '@ferraris/cosem'
import type { Pool } from 'pg'
import { imageBySha256 } from '../firmware/images.ts'
import type { Enrol } from '../inventory/routes.ts'
import { unknownDevice } from '../inventory/routes.ts'
import { invalidParameter, Problem } from '../server/errors.ts'
import type { QueryContext } from '../server/query-context.ts'
import { nothing, page, ref } from '../server/resource.ts'
import { acceptMeter, newMeters, refuseMeter } from './commissioning/commissioning.ts'
import { enrolConcentrator, removeConcentrator } from './concentrators/concentrators.ts'
import { jobOf } from './controls/control-request.ts'
import { controlById, insertControl, listControls } from './controls/controls.ts'
import { energyBalance as balanceOfDay } from './energy-balance/queries.ts'
import { reportsOf } from './energy-balance/reports.ts'
import { concentratorById, lineMeterOf, listConcentrators, sectionCompleteness } from './queries.ts'
import {
  acaParams,
  acceptBody,
  commissioningQuery,
  concentrator,
  concentratorCredential,
  concentratorDetail,
  concentratorEnrolment,
  concentratorParams,
  concentratorQuery,
  controlParams,
  controlQuery,
  controlRequest,
  decision,
  endDeviceControl,
  endDeviceControlDetail,
  energyBalanceList,
  energyBalanceQuery,
  newMeter,
  topologyList,
  topologyQuery,
} from './schemas.ts'
import { lineStatistics } from './statistics/statistics.ts'
import { serveLive } from './topology/live-route.ts'
import { topologyAt } from './topology/topology.ts'
import type { Network } from './uplink/network.ts'

/** What the network's routes need of the rest. */
export interface NetworkServices extends QueryContext {
  readonly pool: Pool
  readonly network: Network
  readonly enrol: Enrol
  readonly timeZone: string
}

const week = 7 * 86_400_000
const daysShown = 14
const longestBalance = 31

export function networkRoutes(services: NetworkServices): FastifyPluginAsyncTypebox {
  return async app => {
    const { db, now, timeZone } = services
    const tags = ['network']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/concentrators', {
      ...viewer,
      schema: {
        tags,
        summary: 'Concentrators',
        querystring: concentratorQuery,
        response: { 200: page(concentrator) },
      },
      handler: request => listConcentrators(db, request.query),
    })

    app.post('/concentrators', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Enrol a concentrator',
        description: 'Its credential is in this answer only.',
        body: ref(concentratorEnrolment),
        response: { 201: ref(concentratorCredential) },
      },
      handler: async (request, reply) => {
        const { id } = request.body
        const credential = await enrolConcentrator(db, request.body, now())
        if (credential === null) throw new Problem('already-exists', `there is a concentrator ${id}`)
        return reply.code(201).send({ id, credential })
      },
    })

    app.get('/concentrators/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A concentrator',
        params: concentratorParams,
        response: { 200: ref(concentratorDetail) },
      },
      handler: async request => {
        const { id } = request.params
        const found = (await concentratorById(db, id)) ?? unknownConcentrator(id)
        const today = zone(timeZone).dateOf(now() / 1000)
        const days = Array.from({ length: daysShown }, (_, i) => addDays(today, i - daysShown))
        return {
          ...found,
          statistics: await lineStatistics(db, id, now() - week),
          days: await sectionCompleteness(db, id, days, timeZone),
        }
      },
    })

    app.delete('/concentrators/:id', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Remove a concentrator',
        description:
          'With its orders and the history of its line. Not while it serves meters, or others serve meters on loan from it.',
        params: concentratorParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const removed = await removeConcentrator(services.pool, id)
        if (removed === 'unknown') unknownConcentrator(id)
        if (removed === 'serving') throw new Problem('in-use', `meters are served by ${id}, or are its own`)
        return reply.code(204).send(null)
      },
    })

    app.get('/concentrators/:id/topology', {
      ...viewer,
      schema: {
        tags,
        summary: 'Tree of a power line',
        params: concentratorParams,
        querystring: topologyQuery,
        response: { 200: topologyList },
      },
      handler: async request => {
        const { id } = request.params
        if ((await concentratorById(db, id)) === undefined) unknownConcentrator(id)
        const { at } = request.query
        return { items: await topologyAt(db, id, at === undefined ? undefined : Date.parse(at)) }
      },
    })

    serveLive(app, services)

    app.get('/commissioning', {
      ...viewer,
      schema: {
        tags,
        summary: 'New meters on power lines',
        querystring: commissioningQuery,
        response: { 200: page(newMeter) },
      },
      handler: request => newMeters(db, request.query),
    })

    app.post('/commissioning/:aca/accept', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Accept a new meter',
        params: acaParams,
        body: ref(acceptBody),
        response: { 200: ref(decision) },
      },
      handler: async request => {
        const { aca } = request.params
        const { serial, usagePoint, timeZone: zoneName, lineKeys } = request.body
        const by = request.principal!.name
        const known = (await lineMeterOf(db, { aca })) ?? unknownMeter(aca)
        if (lineKeys !== undefined) {
          const named = serial ?? known.serial
          if (named === null) throw invalidParameter('serial', 'is required: the meter has not said it')
          const uri = known.uri ?? `smitp+g2:///${aca}?client=2&server=1&auth=gmac`
          await services.enrol([
            { serial: named, uri, keys: [], usagePoint, ...(zoneName && { timeZone: zoneName }), lineKeys },
          ])
        }
        const accepted = await acceptMeter(services.pool, aca, by, now())
        if (accepted === 'no-keys') {
          throw new Problem('meter-keys-missing', `the keys of ${aca} are not here`)
        }
        const { concentrator } = accepted ?? unknownMeter(aca)
        if (concentrator !== null) await services.network.adopt(concentrator, [aca])
        return { aca, state: 'accepted' as const, concentrator }
      },
    })

    app.post('/commissioning/:aca/refuse', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Refuse a meter',
        description: 'A meter that is served already is released.',
        params: acaParams,
        response: { 200: ref(decision) },
      },
      handler: async request => {
        const { aca } = request.params
        const refused = await refuseMeter(services.pool, aca, request.principal!.name, now())
        const { concentrator } = refused ?? unknownMeter(aca)
        if (concentrator !== null) await services.network.release(concentrator, [aca])
        return { aca, state: 'refused' as const, concentrator: null }
      },
    })

    app.post('/end-device-controls', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Order something of a meter',
        description:
          'Through the concentrator that serves it. Asking again with the same `id` answers with the same order.',
        body: ref(controlRequest),
        response: { 200: ref(endDeviceControlDetail), 201: ref(endDeviceControlDetail) },
      },
      handler: async (request, reply) => {
        const { endDevice, concentrator: asked } = request.body
        const meter = endDevice === undefined ? undefined : await lineMeterOf(db, { serial: endDevice })
        if (endDevice !== undefined && meter === undefined) unknownDevice(endDevice)
        const { image: sha256 } = request.body
        const image = sha256 === undefined ? undefined : await imageBySha256(db, sha256)
        const job = jobOf(request.body, { aca: meter?.aca, image }, now())
        const concentrator = job.task.kind === 'discover' ? asked : meter?.concentrator
        if (concentrator === undefined) throw invalidParameter('concentrator', 'is required for discover')
        if (concentrator === null) {
          throw new Problem('meter-not-callable', `no concentrator serves ${endDevice} at present`)
        }
        if ((await concentratorById(db, concentrator)) === undefined) unknownConcentrator(concentrator)
        const endDeviceId = meter?.endDeviceId ?? null
        const requestedBy = request.principal!.name
        const kept = await insertControl(db, { job, concentrator, endDeviceId, requestedBy }, now())
        if (kept === 'other') throw new Problem('already-exists', `${job.id} asks for something else`)
        if (kept === 'new') await services.network.sendJobs(concentrator)
        return reply.code(kept === 'new' ? 201 : 200).send((await controlById(db, job.id))!)
      },
    })

    app.get('/end-device-controls', {
      ...viewer,
      schema: {
        tags,
        summary: 'Orders, the newest first',
        querystring: controlQuery,
        response: { 200: page(endDeviceControl) },
      },
      handler: request => listControls(db, request.query),
    })

    app.get('/end-device-controls/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'An order and what became of it',
        params: controlParams,
        response: { 200: ref(endDeviceControlDetail) },
      },
      handler: async request => {
        const { id } = request.params
        const control = await controlById(db, id)
        if (control === undefined) throw new Problem('not-found', `there is no end device control ${id}`)
        return control
      },
    })

    app.get('/energy-balance', {
      ...viewer,
      schema: {
        tags,
        summary: 'Energy balance of a transformer',
        description: 'Empty where no meter at the transformer is known.',
        querystring: energyBalanceQuery,
        response: { 200: energyBalanceList },
      },
      handler: async request => {
        const { concentrator: id, from, to } = request.query
        if ((await concentratorById(db, id)) === undefined) unknownConcentrator(id)
        const items = []
        for (const day of daysOf(from, to)) {
          const balance = await balanceOfDay(db, id, day, now())
          if (balance !== undefined) items.push({ ...balance, reported: await reportsOf(db, id, day) })
        }
        return { items }
      },
    })
  }
}

function daysOf(from: string, to: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (count < 1) throw invalidParameter('to', `must not be before from (${from})`)
  if (count > longestBalance)
    throw invalidParameter('to', `must be at most ${longestBalance - 1} days after from`)
  return Array.from({ length: count }, (_, i) => addDays(from, i))
}

export function unknownConcentrator(id: string): never {
  throw new Problem('not-found', `there is no concentrator ${id}`)
}

function unknownMeter(aca: string): never {
  throw new Problem('not-found', `no meter ${aca} is known on any line`)
}
