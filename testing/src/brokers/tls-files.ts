import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serverCertificate } from '../certificates.ts'

/** The certificate of tests as files in a folder; brokers with it ask their clients for one, too. */
export async function tlsFiles(folder: string): Promise<Record<keyof typeof serverCertificate, string>> {
  const files = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  for (const [name, file] of Object.entries(files))
    await writeFile(file, serverCertificate[name as keyof typeof files], { mode: 0o600 })
  return files
}
