import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../form/button.tsx'
import { Icon } from '../icon.tsx'

interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly role?: 'dialog' | 'alertdialog'
  /** False where a press beside the sheet must not lose what it shows. */
  readonly isDismissable?: boolean
}

/** A sheet over the page: centred on a desk, from the foot on a phone, never taller than the screen. */
export function Dialog({ title, isOpen, onClose, children, role, isDismissable = true }: DialogProps) {
  const t = useText()
  return (
    <ModalOverlay
      isDismissable={isDismissable}
      isOpen={isOpen}
      onOpenChange={open => open || onClose()}
      className="fade fixed inset-0 z-40 flex items-center justify-center bg-[rgb(10_16_20/0.45)] p-4 max-tablet:items-end max-tablet:p-0"
    >
      <Modal className="flex max-h-[86dvh] w-full max-w-lg flex-col overflow-hidden rounded-panel border border-line bg-surface shadow-float max-tablet:max-w-none max-tablet:rounded-b-none">
        <AriaDialog role={role} className="flex min-h-0 flex-col outline-none">
          <header className="flex items-center justify-between gap-4 border-b border-line py-2 pr-2 pl-5">
            <Heading slot="title" className="text-section font-semibold">
              {title}
            </Heading>
            <Button look="quiet" square aria-label={t('common.close')} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </header>
          {/* A region that scrolls must take focus, or the keyboard cannot reach its end. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
          <div tabIndex={0} className="min-h-0 overflow-y-auto p-5 focus-visible:outline-offset-[-2px]">
            {children}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
