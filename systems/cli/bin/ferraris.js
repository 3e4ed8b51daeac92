#!/usr/bin/env node
// JavaScript that old versions of Node can read, too: the sources need Node 24, which this project brings along as an
// npm package. `npm start` and `npx ferraris` find it by themselves; called by another Node, this file hands over to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  keepCompiled()
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else {
  const node = ownNode()
  if (node === undefined) {
    console.error(`ferraris needs Node 24 or newer; this is ${process.version}.`)
    console.error(
      'Run `npm ci` in its folder, which brings Node 24 along, or install it from https://nodejs.org.',
    )
    process.exitCode = 1
  } else {
    handOverTo(node)
  }
}

/** What one start has compiled, the next one and the processes that it starts need not compile again. */
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../../node_modules/.cache/ferraris-compiled', import.meta.url),
  )
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
}

/** The Node of the npm package `node`, if it is installed. */
function ownNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const file = join(manifest, '..', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}

/** Runs the same command there and ends as it ends. */
function handOverTo(node) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(node, args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm and npx do not hand every signal on: see src/stop-signal.ts.
  const parent = process.ppid
  if (process.env.npm_command !== undefined) {
    setInterval(() => process.ppid === parent || child.kill('SIGHUP'), 500).unref()
  }
  child.on('error', error => {
    console.error(`ferraris: ${node} cannot be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })
}
