import type { DeviceFile } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'

const deeds = ['uploaded', 'approved', 'available', 'withdrawn'] as const

/** By whose hands a file went, and when; its hash, and the file itself. */
export function FileHistory({ file }: { file: DeviceFile }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-1">
        {deeds.map(deed => {
          const at = file[`${deed}At`]
          return (
            at && (
              <li key={deed} className="flex flex-wrap gap-x-4">
                <time dateTime={at} className="figures text-ink-3">
                  {format.minute(zone, at)}
                </time>
                <span>{t(`files.deed.${deed}`, { name: file[`${deed}By`] ?? '' })}</span>
              </li>
            )
          )
        })}
      </ol>
      {file.reason && <p className="text-ink-2">{file.reason}</p>}
      <p className="text-ink-2">
        SHA-256 <code className="font-mono text-label break-all">{file.sha256}</code>
      </p>
      <p>
        <a href={`/api/v1/files/${file.sha256}/content`} download={file.name} className="link">
          {t('files.download')}
        </a>
      </p>
    </div>
  )
}
