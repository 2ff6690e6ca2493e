import { useEffect, useRef } from 'react';
import { remember, remembered } from '../lib/memory.ts';
import { createStore } from '../lib/store.ts';
import { actionOf, type Action } from './map.ts';

/** Single keys can be switched off: speech input and some hands type them by accident. */
export const singleKeys = createStore(remembered('keys') !== 'off');

export function setSingleKeys(on: boolean): void {
  singleKeys.set(on);
  remember('keys', on ? 'on' : 'off');
}

export type KeyHandlers = { readonly [A in Action]?: (() => void) | undefined };

const FIELDS = 'input, textarea, select, [contenteditable="true"]';

/** Listens on the whole page; the newest handlers count. */
export function useKeyboard(handlers: KeyHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const focus = document.activeElement;
      const action = actionOf(event, {
        inField: focus?.matches(FIELDS) ?? false,
        inDialog: document.querySelector('dialog[open]') !== null,
        singleKeys: singleKeys.get(),
      });
      const handler = action && latest.current[action];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
