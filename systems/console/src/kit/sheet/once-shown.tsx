import { useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../form/button.tsx'
import { Icon } from '../icon.tsx'

/** A secret that is shown this once: to be copied now. */
export function OnceShown({ title, text }: { title: string; text: string }) {
  const t = useText()
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <div role="status" className="rounded-panel border border-accent bg-tint px-5 py-4">
      <p className="font-medium">{title}</p>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        <code className="font-mono text-base break-all">{text}</code>
        <Button onPress={copy}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          {t(isCopied ? 'frames.copied' : 'frames.copy')}
        </Button>
      </div>
    </div>
  )
}
