import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter, ref } from '@ferraris/service'
import { catalogueOf } from './catalogue.ts'
import { concentratorRow, meterRow, type RowPlace } from './row-kinds.ts'
import { hexOctets, octetsOf } from './row-values.ts'
import {
  catalogueQuery,
  concentratorTableParams,
  meterTableParams,
  resetQuery,
  rowQuery,
  type TableRowWrite,
  tableKindList,
  tableRow,
  tableRowWrite,
} from './schemas.ts'
import type { TableReader } from './table-reader.ts'

export interface TableParts {
  readonly tables: TableReader
}

export function tableRoutes({ tables }: TableParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']
    const operator = { config: { access: 'operator' } } as const
    // A row that was written stays so, and no connection to the store waits for the power line.
    const ownTransactions = true
    const response = { 200: ref(tableRow) }

    app.get('/tables', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The catalogue of tables of METERS AND MORE',
        querystring: catalogueQuery,
        response: { 200: tableKindList },
      },
      handler: async request => ({ items: catalogueOf(request.query.of ?? 'concentrator') }),
    })

    app.get('/concentrators/:id/tables/:kind', {
      ...operator,
      schema: {
        tags,
        summary: "Read a row of a concentrator's own tables",
        params: concentratorTableParams,
        querystring: rowQuery,
        response,
      },
      handler: async request => {
        const { id, kind } = request.params
        return (await tables.ofConcentrator(id)).read(concentratorRow(kind, request.query.row))
      },
    })

    app.put('/concentrators/:id/tables/:kind', {
      config: { access: 'operator', ownTransactions },
      schema: {
        tags,
        summary: "Write a row of a concentrator's own tables",
        description: 'The answer is what is read back.',
        params: concentratorTableParams,
        querystring: rowQuery,
        body: ref(tableRowWrite),
        response,
      },
      handler: async request => {
        const { id, kind } = request.params
        const place = concentratorRow(kind, request.query.row)
        return (await tables.ofConcentrator(id)).write(place, dataOf(place, request.body))
      },
    })

    app.post('/concentrators/:id/tables/:kind/reset', {
      config: { access: 'operator', ownTransactions },
      schema: {
        tags,
        summary: "Reset a row of a concentrator's own tables, or all rows",
        params: concentratorTableParams,
        querystring: resetQuery,
        response,
      },
      handler: async request => {
        const { id, kind } = request.params
        const { row, whole = false } = request.query
        return (await tables.ofConcentrator(id)).reset(concentratorRow(kind, row), whole)
      },
    })

    app.get('/end-devices/:serial/tables/:kind', {
      ...operator,
      schema: {
        tags,
        summary: 'Read a row of the tables of a meter, through its concentrator',
        params: meterTableParams,
        querystring: rowQuery,
        response,
      },
      handler: async request => {
        const { serial, kind } = request.params
        return (await tables.ofMeter(serial)).read(meterRow(kind, request.query.row))
      },
    })

    app.put('/end-devices/:serial/tables/:kind', {
      config: { access: 'administrator', ownTransactions },
      schema: {
        tags,
        summary: 'Write a row of the tables of a meter, through its concentrator',
        description: 'The answer is what is read back.',
        params: meterTableParams,
        querystring: rowQuery,
        body: ref(tableRowWrite),
        response,
      },
      handler: async request => {
        const { serial, kind } = request.params
        const place = meterRow(kind, request.query.row)
        return (await tables.ofMeter(serial)).write(place, dataOf(place, request.body))
      },
    })

    app.post('/end-devices/:serial/tables/:kind/reset', {
      config: { access: 'administrator', ownTransactions },
      schema: {
        tags,
        summary: 'Reset a row of the tables of a meter, or all rows, through its concentrator',
        params: meterTableParams,
        querystring: resetQuery,
        response,
      },
      handler: async request => {
        const { serial, kind } = request.params
        const { row, whole = false } = request.query
        return (await tables.ofMeter(serial)).reset(meterRow(kind, row), whole)
      },
    })
  }
}

function dataOf({ codec }: RowPlace, { octets, values }: TableRowWrite): Uint8Array {
  if ((octets === undefined) === (values === undefined))
    throw invalidParameter('octets', 'or values must be given, and not both')
  return values === undefined ? hexOctets(octets, 'octets') : octetsOf(codec, values)
}
