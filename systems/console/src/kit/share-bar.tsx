import { useFormat } from '../i18n/use-format.ts'

/** A share as a short bar beside its figure; the colour of trouble where something lacks. */
export function ShareBar({ share }: { share: number }) {
  const format = useFormat()
  return (
    <span className="flex items-center justify-end gap-3">
      <span aria-hidden="true" className="h-1.5 w-12 overflow-hidden rounded-full bg-sunken">
        <span
          className={`block h-full ${share === 1 ? 'bg-accent/60' : 'bg-major'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="w-14">{format.share(share)}</span>
    </span>
  )
}
