/** Approved wording in Polish, Japanese and Arabic. Own work. */
import type { LanguageTemplates } from './shape.ts';

export const PL: LanguageTemplates = {
  gap: ' ',
  named: ['Cześć {name},', 'Witaj {name},', 'Dzień dobry, {name},'],
  unnamed: ['Cześć,', 'Dzień dobry,', 'Witamy,'],
  bodies: {
    empathetic: [
      'przykro nam z powodu tej sytuacji. Nasz zespół już się temu przygląda.',
      'przepraszamy za kłopot. Sprawdzamy, co się stało.',
      'dziękujemy za sygnał i przepraszamy. Zajmujemy się tym.',
    ],
    empathetic_asked: [
      'przepraszamy za kłopot. Sprawdzimy to i odpowiemy tutaj.',
      'przykro nam. Ktoś z zespołu odpowie tutaj.',
      'przepraszamy. Ustalimy szczegóły i wrócimy tu z odpowiedzią.',
    ],
    appreciative: [
      'bardzo dziękujemy, to dla nas wiele znaczy!',
      'dziękujemy za miłe słowa, cały zespół się cieszy!',
      'jak miło to czytać. Dziękujemy!',
    ],
    appreciative_asked: [
      'bardzo dziękujemy! Sprawdzimy to i odpowiemy tutaj.',
      'dziękujemy za miłe słowa! Ktoś z zespołu odpowie tutaj.',
      'jak miło to czytać! Ustalimy szczegóły i wrócimy tu z odpowiedzią.',
    ],
    helpful: [
      'dziękujemy za pytanie! Wkrótce odpowiemy tutaj.',
      'dziękujemy za wiadomość. Sprawdzimy to i odpowiemy tutaj.',
      'dobre pytanie! Ustalimy szczegóły i wrócimy tu z odpowiedzią.',
    ],
  },
  closings: ['Zespół {brand}', '– {brand}', 'Pozdrawiamy, {brand}'],
};

export const JA: LanguageTemplates = {
  gap: '',
  named: ['{name}さん、こんにちは。', '{name}様、', '{name}さん、'],
  unnamed: ['こんにちは。', 'メッセージをいただきました。'],
  bodies: {
    empathetic: [
      'このたびはご不便をおかけし、申し訳ございません。担当チームが確認しております。',
      'ご期待に沿えず申し訳ございません。状況を確認いたします。',
      'お知らせいただきありがとうございます。ご迷惑をおかけし申し訳ございません。すぐに確認いたします。',
    ],
    empathetic_asked: [
      'ご不便をおかけし申し訳ございません。確認のうえ、こちらでお返事いたします。',
      '申し訳ございません。担当者がこちらでご案内いたします。',
      'ご迷惑をおかけしております。お調べして、こちらでお返事いたします。',
    ],
    appreciative: [
      '嬉しいお言葉をありがとうございます!',
      '温かいメッセージをありがとうございます。スタッフ一同とても喜んでおります!',
      'そう言っていただけて光栄です。ありがとうございます!',
    ],
    appreciative_asked: [
      '嬉しいお言葉をありがとうございます!確認して、こちらでお返事いたします。',
      '温かいメッセージをありがとうございます!担当者がこちらでご案内いたします。',
      'ありがとうございます!お調べして、こちらでお返事いたします。',
    ],
    helpful: [
      'ご質問ありがとうございます。まもなくこちらでお返事いたします。',
      'お問い合わせありがとうございます。確認して、こちらでご案内いたします。',
      'ご連絡ありがとうございます。お調べして、こちらでお返事いたします。',
    ],
  },
  closings: ['{brand}より', '– {brand}', '{brand}スタッフ一同'],
};

export const AR: LanguageTemplates = {
  gap: ' ',
  named: ['مرحباً {name}،', 'أهلاً {name}،', 'تحية طيبة {name}،'],
  unnamed: ['مرحباً،', 'أهلاً بك،', 'تحية طيبة،'],
  bodies: {
    empathetic: [
      'نأسف لما حدث. فريقنا يراجع الأمر الآن.',
      'نعتذر عن الإزعاج. نحن نتابع الموضوع باهتمام.',
      'شكراً لإخبارنا، ونعتذر منك. سننظر في الأمر.',
    ],
    empathetic_asked: [
      'نعتذر عن الإزعاج. سنتحقق من الأمر ونرد عليك هنا.',
      'نأسف لذلك. سيرد عليك أحد أعضاء الفريق هنا.',
      'نعتذر منك. سنستفسر ونعود إليك هنا بالجواب.',
    ],
    appreciative: [
      'شكراً جزيلاً، لقد أسعدتنا كلماتك!',
      'شكراً على كلماتك اللطيفة، الفريق كله سعيد بها!',
      'يسعدنا جداً أن نقرأ هذا. شكراً لك!',
    ],
    appreciative_asked: [
      'شكراً جزيلاً! سنتحقق من الأمر ونرد عليك هنا.',
      'شكراً على كلماتك اللطيفة! سيرد عليك أحد أعضاء الفريق هنا.',
      'يسعدنا أن نقرأ هذا! سنستفسر ونعود إليك هنا.',
    ],
    helpful: [
      'شكراً على سؤالك! سنرد عليك هنا قريباً.',
      'شكراً لتواصلك معنا. سنتحقق ونرد عليك هنا.',
      'سؤال جيد! سنستفسر ونعود إليك هنا.',
    ],
  },
  closings: ['فريق {brand}', '– {brand}', 'مع تحيات {brand}'],
};
