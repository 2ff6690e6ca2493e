import { describe, expect, it } from 'vitest';
import { readScript } from './script.ts';

describe('language from the script', () => {
  it.each([
    ['чудесный кофе', 'ru'],
    ['дуже смачна кава, їжа теж', 'uk'],
    ['最高です、ありがとう', 'ja'],
    ['非常好喝的咖啡', 'zh'],
    ['커피가 맛있어요', 'ko'],
    ['قهوة رائعة', 'ar'],
    ['چای خوب بود', 'fa'],
    ['यह बहुत अच्छा है', 'hi'],
    ['καλός καφές', 'el'],
    ['קפה טוב', 'he'],
    ['pyszna kawa, dziękuję za wszystko', 'pl'],
    ['kahve çok güzel, teşekkürler, ağır', 'tr'],
  ])('%s is %s', (text, language) => expect(readScript(text).language).toBe(language));

  it('Latin text is left to the trained head, and a name in another script does not decide', () => {
    expect(readScript('Mañana café').language).toBeNull();
    expect(readScript('I met Анна at the coffee shop yesterday').language).toBeNull();
  });

  it('mentions and links are not letters', () => {
    expect(readScript('@someone https://shop.example/abc 123 !!').letters).toBe(0);
  });
});
