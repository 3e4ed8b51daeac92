import { open, rename } from 'node:fs/promises'
import path from 'node:path'

/** Writes a file so that after a loss of power it is there whole, or as it was before. For its owner only. */
export async function writeDurably(file: string, octets: Uint8Array | string): Promise<void> {
  const unfinished = `${file}.new`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(octets)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await renameDurably(unfinished, file)
}

/** Gives a file or folder its name for good. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(path.dirname(to))
}

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What is in a folder, by name; Windows cannot open one and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncFile(folder)
}
