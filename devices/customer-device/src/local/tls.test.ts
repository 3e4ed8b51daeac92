import { once } from 'node:events'
import { get } from 'node:https'
import { serverCertificate } from '@ferraris/testing/certificates'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { Pairings } from './pairings.ts'
import { openLocalServer } from './server.ts'

test('page, figures and stream come over TLS, under the certificate that was given', async () => {
  const box = new DeviceInFolder()
  const { device } = box
  const pairings = new Pairings({ load: () => [], save() {} }, () => 0)
  const { ca, ...tls } = serverCertificate
  const options = { device, pairings, frames: () => [], host: '127.0.0.1', port: 0 }
  const server = await openLocalServer({ ...options, tls })
  try {
    const url = `https://127.0.0.1:${server.port}`
    const [page] = await once(get(`${url}/`, { ca }), 'response')
    page.resume()
    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    await expect(once(get(`${url}/`), 'response')).rejects.toThrow(/certificate/)
    const headers = { authorization: `Bearer ${pairings.admit('phone').token}` }
    const stream = new WebSocket(`${url.replace('https', 'wss')}/api/v1/stream`, { ca, headers })
    const [state] = await once(stream, 'message')
    expect(JSON.parse(String(state)).device.id).toBe('DU-0001')
    stream.terminate()
  } finally {
    await server.close()
    box.end()
  }
})
