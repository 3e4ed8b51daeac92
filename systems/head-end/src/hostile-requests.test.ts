import { Random } from '@ferraris/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from './testing/test-app.ts'

/*
 * Every route of the interface as its own description has it, asked with what no client of ours sends: text with NUL and lone surrogates, names
 * of nothing, bounds and what is beyond them, members that are not declared. Whatever comes, the answer is one of a client's fault.
 */

type Schema = Readonly<Record<string, unknown>>
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}
interface Route extends Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
}

let fixture: TestApp
let authorization: string
let schemas: Readonly<Record<string, Schema>>
let routes: readonly Route[]
const random = new Random(17)

beforeAll(async () => {
  fixture = await openTestApp()
  const { app, parts } = fixture
  authorization = `Bearer ${await parts.people.tokens.issue('tests', 'administrator')}`
  const description = (await app.inject({ url: '/api/v1/openapi.json', headers: { authorization } })).json()
  schemas = description.components.schemas
  routes = Object.entries(description.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, its]) =>
      Object.entries(its).map(([method, operation]) => ({
        ...operation,
        path: path.startsWith('/api/v1') ? path : `/api/v1${path}`,
        method: method.toUpperCase() as Route['method'],
      })),
  )
  // Something to be asked for, so that requests get past what is not there.
  await ask('POST', '/api/v1/end-devices', {
    serial: 'FER1',
    uri: 'dlms+tcp://127.0.0.1:1?client=16&server=1',
    usagePoint: 'POD1',
    keys: [],
  })
  await ask('POST', '/api/v1/concentrators', { id: 'C1', substation: 'North' })
}, 300_000)
afterAll(() => fixture.close())

async function ask(method: Route['method'], url: string, body?: unknown): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const { statusCode } = await fixture.app.inject({
    method,
    url,
    headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { payload: text }),
  })
  return statusCode
}

/** Streams stay open; what ends this session, or makes this test's token another, is of no use here. */
function isAsked({ path }: Route): boolean {
  return !/\/(live|session|tokens)\b/.test(path)
}

function urlOf({ path }: Route, name: string): string {
  return path.replace(/\{\w+\}/g, name)
}
function ofKind(route: Route, kind: 'path' | 'query') {
  return (route.parameters ?? []).filter(one => one.in === kind)
}
/** Runs something for each route; gives those whose answer is not as it should be. */
async function oddities(of: (route: Route) => Promise<readonly string[]>): Promise<string[]> {
  const odd: string[] = []
  for (const route of routes.filter(isAsked)) odd.push(...(await of(route)))
  return odd
}

test('names of nothing are not there, and names that cannot be are refused', async () => {
  const odd = await oddities(async route => {
    if (ofKind(route, 'path').length === 0 || route.requestBody !== undefined) return []
    const found: string[] = []
    for (const [name, allowed] of [
      ['nothing', [400, 404]],
      ['00000000-0000-4000-8000-000000000000', [400, 404]],
      ['99999999999999999999', [400, 404]],
      ['a%00b', [400, 404]],
      ['%ED%A0%80', [400, 404]],
      ['x'.repeat(3000), [400, 404, 414]],
    ] as const) {
      const status = await ask(route.method, urlOf(route, name))
      // What is set by name and not there may be as it should be: nothing is left to remove.
      if (!(allowed as readonly number[]).includes(status) && status !== 204 && status !== 200)
        found.push(`${route.method} ${urlOf(route, name).slice(0, 120)}: ${status}`)
    }
    return found
  })
  expect(odd.filter(one => !/: (409|405)$/.test(one))).toEqual([])
}, 300_000)

test('a limit without bound, and text that the store cannot keep, are bad requests', async () => {
  const odd = await oddities(async route => {
    const found: string[] = []
    for (const { name, schema } of ofKind(route, 'query')) {
      const values = name === 'limit' ? ['1000000000', '-1'] : ['a%00b', '%ED%A0%80']
      for (const value of values) {
        const url = `${urlOf(route, 'FER1')}?${name}=${value}`
        const status = await ask(route.method, url, route.requestBody && {})
        if (status !== 400 && !(status === 404 && schema.type !== 'integer'))
          found.push(`${route.method} ${url}: ${status}`)
      }
    }
    return found
  })
  expect(odd).toEqual([])
}, 300_000)

/** Any value that a schema allows, and now and then one that it does not. */
function madeBy(schema: Schema, depth = 0): unknown {
  const name = /schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1]
  if (name !== undefined) return madeBy(schemas[name] ?? {}, depth)
  if (depth > 6) return null
  if (random.below(12) === 0) return random.of(odd)
  const choice = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined
  if (choice !== undefined) return madeBy(random.of(choice), depth + 1)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return random.of(schema.enum)
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return random.of<unknown>([schema.minimum ?? -1, schema.maximum ?? 2 ** 31, 0, 1, 0.5, -1e300, 2 ** 53])
    case 'boolean':
      return random.below(2) === 0
    case 'array':
      return Array.from({ length: random.below(3) }, () => madeBy((schema.items ?? {}) as Schema, depth + 1))
    case 'object':
      return objectOf(schema, depth)
    default:
      return random.of(odd)
  }
}

const odd: readonly unknown[] = [
  null,
  [],
  {},
  '',
  'a\0b',
  '\ud800',
  -0,
  true,
  '__proto__',
  [[[[[]]]]],
  { constructor: 1 },
]

function textOf({ format, maxLength, examples }: Schema): string {
  if (Array.isArray(examples) && random.below(2) === 0) return String(random.of(examples))
  if (format === 'date-time')
    return random.of(['2026-11-20T00:00:00Z', '+275760-09-13T00:00:00Z', '0001-01-01T00:00:00Z'])
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000'
  return random.of([
    'FER1',
    'C1',
    'POD1',
    '1.0.1.8.0.255',
    '2026-02-30',
    '1',
    'é',
    'x'.repeat(Number(maxLength ?? 5000)),
  ])
}

function objectOf(schema: Schema, depth: number): object {
  const required = (schema.required ?? []) as readonly string[]
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  return Object.fromEntries(
    members
      .filter(([name]) => required.includes(name) || random.below(2) === 0)
      .map(([name, its]) => [name, madeBy(its, depth + 1)]),
  )
}

test('no body makes a route fail, whatever of its members is odd', async () => {
  const failures = await oddities(async route => {
    const schema = route.requestBody?.content['application/json']?.schema
    if (schema === undefined) return []
    const bodies = ['null', '{"a":1e999}', `${'['.repeat(5000)}${']'.repeat(5000)}`]
    const given = [...bodies, ...Array.from({ length: 5 }, () => JSON.stringify(madeBy(schema)))]
    const found: string[] = []
    for (const body of given) {
      const url = urlOf(route, random.of(['FER1', 'C1', '1', 'nothing']))
      const status = await ask(route.method, url, body)
      if (status === 500) found.push(`${route.method} ${url} ${body.slice(0, 300)}: ${status}`)
    }
    return found
  })
  expect(failures).toEqual([])
}, 300_000)
