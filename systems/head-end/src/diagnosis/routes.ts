import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, ref, senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import { deviceParams } from '../inventory/identifiers.ts'
import { knownDevice, unknownDevice } from '../inventory/unknown-device.ts'
import { asMeterProblem } from '../on-demand/routes.ts'
import { type DiagnosisParts, diagnose } from './diagnose.ts'
import { diagnosisById, listDiagnoses } from './queries.ts'
import { pdfOfDiagnosis } from './report.ts'
import {
  diagnosesQuery,
  diagnosis,
  diagnosisList,
  diagnosisParams,
  diagnosisRequest,
  reportQuery,
} from './schemas.ts'

const report = {
  description: 'The snapshot as a document.',
  content: {
    'application/pdf': { schema: Type.Unsafe({ type: 'string', format: 'binary' }) },
    'application/json': { schema: ref(diagnosis) },
  },
}

export function diagnosisRoutes(parts: DiagnosisParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const tags = ['diagnosis']
    const viewer = { config: { access: 'viewer' } } as const

    app.post('/end-devices/:serial/diagnoses', {
      config: { access: 'operator', ownTransactions: true },
      schema: {
        tags,
        summary: 'Diagnose a meter',
        description:
          'Takes one snapshot in one session and keeps it. What the meter has not, refuses or leaves unanswered is an item of it; one that does not answer at all gives what was known.',
        params: deviceParams,
        body: ref(diagnosisRequest),
        response: { 201: ref(diagnosis) },
      },
      handler: async (request, reply) => {
        const { serial } = request.params
        const taken = await diagnose(parts, serial, request.body, senderOf(request).name).catch(
          asMeterProblem,
        )
        return reply.code(201).send(taken ?? unknownDevice(serial))
      },
    })

    app.get('/end-devices/:serial/diagnoses', {
      ...viewer,
      schema: {
        tags,
        summary: 'Snapshots of a meter',
        params: deviceParams,
        querystring: diagnosesQuery,
        response: { 200: diagnosisList },
      },
      handler: async request => {
        const { serial: endDevice } = request.params
        await knownDevice(db, endDevice)
        return { items: await listDiagnoses(db, { endDevice, ...request.query }) }
      },
    })

    app.get('/diagnoses', {
      ...viewer,
      schema: {
        tags,
        summary: 'Snapshots of meters',
        querystring: diagnosesQuery,
        response: { 200: diagnosisList },
      },
      handler: async request => ({ items: await listDiagnoses(db, request.query) }),
    })

    app.get('/diagnoses/:id', {
      ...viewer,
      schema: { tags, summary: 'A snapshot', params: diagnosisParams, response: { 200: ref(diagnosis) } },
      handler: request => known(request.params.id),
    })

    app.get('/diagnoses/:id/report', {
      ...viewer,
      schema: {
        tags,
        summary: 'A snapshot as a document',
        params: diagnosisParams,
        querystring: reportQuery,
        response: { 200: report },
      },
      handler: async (request, reply) => {
        const found = await known(request.params.id)
        const { format } = request.query
        const name = `diagnosis-${found.endDevice}-${found.takenAt.slice(0, 10)}.${format}`
        void reply.header('content-disposition', `attachment; filename="${name}"`)
        if (format === 'json') return reply.type('application/json').send(found)
        return reply.type('application/pdf').send(await pdfOfDiagnosis(found))
      },
    })

    async function known(id: string) {
      const found = await diagnosisById(db, id)
      if (found === undefined) throw new Problem('not-found', `there is no snapshot ${id}`)
      return found
    }
  }
}
