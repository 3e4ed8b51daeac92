import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { msPerHour } from '@ferraris/metering'
import { nothing, ref } from '@ferraris/service'
import { deviceParams } from '../inventory/identifiers.ts'
import { knownDevice, unknownDevice } from '../inventory/unknown-device.ts'
import { knownConcentrator } from '../network/concentrators/known.ts'
import { asMeterProblem } from '../on-demand/routes.ts'
import { voltageMap } from './report/feeder.ts'
import { qualityOf } from './report/report.ts'
import { feederList, feederQuery, qualityQuery, supplyQuality, watchBody } from './schemas.ts'
import { type SurveyParts, surveyMeter } from './survey/survey-meter.ts'

export function qualityRoutes(parts: SurveyParts): FastifyPluginAsyncTypebox {
  const { db, now } = parts
  return async app => {
    const tags = ['quality']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    app.get('/end-devices/:serial/quality', {
      ...viewer,
      schema: {
        tags,
        summary: 'Quality of supply at a meter',
        params: deviceParams,
        querystring: qualityQuery,
        response: { 200: ref(supplyQuality) },
      },
      handler: async request => {
        const { serial } = request.params
        return (await qualityOf(db, serial, request.query.days, now())) ?? unknownDevice(serial)
      },
    })

    app.post('/end-devices/:serial/quality', {
      config: { access: 'operator', ownTransactions: true },
      schema: {
        tags,
        summary: 'Read the quality of supply at a meter now',
        params: deviceParams,
        response: { 201: ref(supplyQuality) },
      },
      handler: async (request, reply) => {
        const { serial } = request.params
        if ((await surveyMeter(parts, serial).catch(asMeterProblem)) === null) unknownDevice(serial)
        return reply.code(201).send((await qualityOf(db, serial, 7, now())) ?? unknownDevice(serial))
      },
    })

    app.put('/end-devices/:serial/quality-watch', {
      ...operator,
      schema: {
        tags,
        summary: 'Read the quality of supply at a meter regularly',
        params: deviceParams,
        body: ref(watchBody),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const end_device_id = await knownDevice(db, request.params.serial)
        const watch = {
          every_hours: request.body.everyHours,
          next_due: new Date(now() + (end_device_id % 60) * (msPerHour / 60)),
        }
        await db
          .insertInto('quality_survey')
          .values({ end_device_id, surveyed_at: null, outcome: null, detail: null, ...watch })
          .onConflict(conflict => conflict.column('end_device_id').doUpdateSet(watch))
          .execute()
        return reply.code(204).send(null)
      },
    })

    app.delete('/end-devices/:serial/quality-watch', {
      ...operator,
      schema: {
        tags,
        summary: 'Read it on demand only',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const device = await knownDevice(db, request.params.serial)
        const none = { every_hours: null, next_due: null }
        await db.updateTable('quality_survey').set(none).where('end_device_id', '=', device).execute()
        return reply.code(204).send(null)
      },
    })

    app.get('/voltage-map', {
      ...viewer,
      schema: {
        tags,
        summary: 'Voltage along a feeder',
        querystring: feederQuery,
        response: { 200: feederList },
      },
      handler: async request => {
        const { concentrator, days } = request.query
        await knownConcentrator(db, concentrator)
        return await voltageMap(db, concentrator, days, now())
      },
    })
  }
}
