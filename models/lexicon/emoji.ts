/** Valence of emoji, -3 to 3. Own work. Skin tones and variation selectors are separate code points and ignored. */
const TABLE: readonly (readonly [number, string])[] = [
  [3, '😍 🥰 😻 ❤ 🧡 💛 💚 💙 💜 🖤 🤍 🤎 💖 💗 💓 💞 💕 💝 🤩 🏆 🥇 💯 ♥'],
  [
    2,
    '😀 😃 😄 😁 😆 😊 ☺ 😇 🙂 😘 😚 😋 🤗 🥳 😎 👍 👏 🙌 🎉 🎊 🔥 ✨ 🌟 ⭐ 💪 🙏 😂 🤣 👌 ✅ 🌈 😸 🫶 💐 🌹',
  ],
  [1, '😉 😌 😏 🤭 🤓 🌞 ☀ 🎁 🍀 🕺 💃 ☕ 🍰 🎂 ✌ 🤞 🤝 😺 🌸 🌻 🎶'],
  [-1, '😐 😑 😶 🙄 😬 🤔 😕 🙁 ☹ 😟 😓 😥 😴 🤨 🫤 😯 😦 😧 ⚠ 🥲 🤷 ⏳'],
  [-2, '😞 😔 😒 😣 😖 😫 😩 😢 😰 😨 😱 😤 😠 🤦 👎 💔 😿 ❌ 🚫 🥺 😪 😷 🤒 🤕 🥵 🗑'],
  [-3, '😡 🤬 😭 🤮 🤢 💩 🖕 😾 👿 😈 ☠ 💀'],
];

export const EMOJI: ReadonlyMap<string, number> = new Map(
  TABLE.flatMap(([valence, emoji]) => emoji.split(' ').map((one): [string, number] => [one, valence])),
);
