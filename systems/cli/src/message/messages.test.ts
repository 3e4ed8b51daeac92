import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { addDestination, listDestinations, removeDestination } from '../destination/destinations.ts'
import { actOnMessage, listMessages, showMessage } from './messages.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  delete process.env.FERRARIS_DESTINATION_PASSWORD
  vi.restoreAllMocks()
  for (const it of open.splice(0).reverse()) await it.close()
})

const question =
  '<RequestMessage xmlns="http://iec.ch/TC57/2011/schema/message"><Header><Verb>get</Verb><Noun>MeterConfig</Noun>' +
  '<Source>MDM</Source><MessageID>q-1</MessageID></Header></RequestMessage>'

test('a destination is added and removed; messages are listed, shown, resent and discarded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-messages-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-administrator-of-tests'
  const headEnd = await startTestHeadEnd({ data: folder, apiToken: token, privateNetworks: ['127.0.0.1'] })
  open.push(headEnd)
  let status = 400
  const mdm = createServer((_, response) => response.writeHead(status).end())
  await new Promise<void>(resolve => mdm.listen(0, '127.0.0.1', resolve))
  open.push(mdm)
  const url = `http://127.0.0.1:${(mdm.address() as AddressInfo).port}/cim`
  process.env.FERRARIS_API_TOKEN = token
  process.env.FERRARIS_DESTINATION_PASSWORD = 'very-secret'
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed = String(text)
    return true
  })
  const options = { headEnd: headEnd.url, json: true }
  const nouns = 'MeterConfig'
  await addDestination('mdm', url, { ...options, form: 'generic', role: 'operator', username: 'hes', nouns })
  expect(printed).not.toContain('very-secret')
  expect(JSON.parse(printed)).toMatchObject({
    name: 'mdm',
    kind: 'http',
    hasPassword: true,
    nouns: ['MeterConfig'],
  })
  await listDestinations({ headEnd: headEnd.url })
  expect(printed).toMatch(/mdm +http +ready/)
  await expect(
    addDestination('x', 'ftp://x', { ...options, form: 'generic', role: 'operator' }),
  ).rejects.toMatchObject({ code: 'input-invalid', path: 'url' })

  const post = (body: string) =>
    fetch(`${headEnd.url}/api/v1/integration/cim`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/xml' },
      body,
    })
  await post(question)
  await post(
    question
      .replace('get', 'create')
      .replace('q-1', 'q-2')
      .replace(
        '</Header>',
        '</Header><Payload><MeterConfig xmlns="http://iec.ch/TC57/2011/MeterConfig#"><Meter><electronicAddress><web>dlms+tcp://127.0.0.1:1?client=16&amp;server=1&amp;auth=none</web></electronicAddress><serialNumber>M1</serialNumber></Meter></MeterConfig></Payload>',
      ),
  )
  const list = async (filter: object) => {
    await listMessages({ ...options, limit: 10, ...filter })
    return JSON.parse(printed).items
  }
  while ((await list({ state: 'dead' })).length === 0) await new Promise(resolve => setTimeout(resolve, 50))
  const [dead] = await list({ state: 'dead' })
  expect(dead).toMatchObject({ verb: 'created', noun: 'MeterConfig', destination: 'mdm', code: 'refused' })
  await showMessage(String(dead.id), { headEnd: headEnd.url })
  expect(printed).toContain('<serialNumber>M1</serialNumber>')
  status = 200
  await actOnMessage('resend', String(dead.id), options)
  while ((await list({ state: 'delivered' })).length === 0)
    await new Promise(resolve => setTimeout(resolve, 50))
  await expect(actOnMessage('discard', String(dead.id), options)).rejects.toMatchObject({
    code: 'status-409',
  })
  await listMessages({ headEnd: headEnd.url, limit: 10 })
  expect(printed).toMatch(/from MDM +get MeterConfig OK +done/)
  await removeDestination('mdm', options)
  expect(JSON.parse(printed)).toEqual({ removed: 'mdm' })
})
