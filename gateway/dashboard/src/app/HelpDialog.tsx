import { KEYS } from '../keyboard/map.ts';
import { setSingleKeys, singleKeys } from '../keyboard/use-keyboard.ts';
import { useStore } from '../lib/store.ts';
import { Key } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const on = useStore(singleKeys);
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className="divide-y divide-line">
        {Object.entries(KEYS).map(([action, { shown, does }]) => (
          <div key={action} className="flex items-center justify-between gap-4 py-2">
            <dt className="order-2">
              <Key className="text-soft">{shown}</Key>
              <span className="sr-only">{shown}</span>
            </dt>
            <dd className="text-sm">{does}</dd>
          </div>
        ))}
        <div className="flex items-center justify-between gap-4 py-2">
          <dt className="order-2">
            <Key className="text-soft">Ctrl Enter</Key>
            <span className="sr-only">Control Enter</span>
          </dt>
          <dd className="text-sm">Save the text you are writing</dd>
        </div>
      </dl>
      <label className="mt-4 flex items-center gap-3 rounded-lg bg-sunken p-3 text-sm">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => setSingleKeys(event.target.checked)}
          className="size-5 accent-accent"
        />
        Use single keys (turn this off if you speak to your computer)
      </label>
    </Dialog>
  );
}
