import { useQueryClient } from '@tanstack/react-query';
import { request } from '../api/http.ts';
import { announce } from '../ui/announcer.ts';
import { Icon } from '../ui/icons.tsx';
import { navigate } from './router.ts';

export function SignOut() {
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    try {
      await request('/api/v1/session', { method: 'DELETE' });
    } catch {
      announce('Signing out did not work. Try again.');
      return;
    }
    navigate('/login');
    client.clear();
  };
  return (
    <button
      type="button"
      aria-label="Sign out"
      title="Sign out"
      onClick={() => void leave()}
      className="flex size-10 items-center justify-center rounded-lg text-soft hover:bg-sunken hover:text-ink"
    >
      <Icon name="out" />
    </button>
  );
}
