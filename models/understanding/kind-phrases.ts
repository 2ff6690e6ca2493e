/** What people write when they ask, complain, praise, want something done, or want to buy. Own lists. */
import { list } from '../text/phrases.ts';

export const KIND_PHRASES = {
  question: list(`
    how do, how can, how does, how much, how many, how long, how to, what is, what's, what are,
    what time, when is, when are, when will, when do, where is, where are, where can, where do,
    which one, who do, why is, why do, why are, can i, can you, can we, could i, do you have,
    do you sell, do you ship, do you, does it, does this, does anyone, is there, is it, are there,
    are you, is this, anyone know, any idea, wondering if, quick question, i have a question, will you,
    have you, cómo, cuándo, dónde, cuánto*, qué, por qué, cuál, hay alguna, tienen, pueden, puedo,
    comment, quand, où, combien, pourquoi, est-ce que, quel, quelle, avez vous, puis je, wie, wann, wo,
    warum, wieviel, welche*, gibt es, habt ihr, kann ich, kann man, könnt ihr, come, quando, dove,
    quanto, perché, avete, posso, si può, como, onde, quanto, por que, vocês têm, tem como, hoe, wanneer,
    waar, waarom, hoeveel, hebben jullie, kan ik, jak, kiedy, gdzie, ile, dlaczego, czy, ですか, ますか, どこ,
    いつ, いくら, どう, هل, متى, اين, كم, كيف, لماذا
  `),
  complaint: list(`
    complain*, disappointed, disappointing, unacceptable, terrible service, worst, rude, never again,
    waste of money, refund, money back, want my money, poor service, bad service, not happy, unhappy,
    fix this, ripped off, rip off, wrong order, wrong item, never arrived, hasn't arrived, didn't arrive,
    missing, damaged, defective, faulty, late, delayed, cold, stale, do better, shame on you,
    poor quality, broken, ruined, leak*, cancelled my, wtf, queja, reclamación, pésimo, decepcionad*,
    devolución, mi dinero, no llegó, no ha llegado, dañado, inaceptable, réclamation, remboursement,
    rembourser, déçu*, inadmissible, pas reçu, abîmé, jamais arrivé, beschwerde, reklamation, enttäusch*,
    geld zurück, nicht angekommen, beschädigt, kaputt, frechheit, unverschämt, nie wieder, reclamo,
    delus*, rimborso, non è arrivato, danneggiat*, vergogna, mai più, reclamação, decepcionad*,
    reembolso, não chegou, danificad*, nunca mais, klacht, teleurgesteld, geld terug, niet aangekomen,
    beschadigd, nooit meer, reklamacja, rozczarowan*, zwrot pieniędzy, nie dotarł*, uszkodzon*, クレーム, 返金,
    届かない, 届いてない, 不良品, 最悪, شكوى, استرداد, لم يصل, اسوأ
  `),
  praise: list(`
    thank you, thanks, love, loved, loving, great job, well done, amazing, awesome, best, excellent,
    fantastic, perfect, delicious, recommend, big fan, keep it up, kudos, shout out, made my day,
    so good, brilliant, favourite, favorite, congrat*, gracias, me encanta, excelente, buenísimo,
    recomiendo, merci, j'adore, génial, excellent, bravo, danke, super, toll, liebe, empfehle*, grazie,
    adoro, ottimo, bravissimi, consiglio, obrigad*, adoro, amei, parabéns, recomendo, bedankt, geweldig,
    heerlijk, top, aanrader, dziękuję, uwielbiam, świetn*, polecam, ありがとう, 最高, 美味しい, おいしい, 大好き, شكرا,
    رائع, ممتاز, احب
  `),
  request: list(`
    please, can you please, could you, would you, i need, we need, i would like, i'd like, help me,
    need help, send me, dm me, call me, contact me, get back to me, let me know, change my, cancel my,
    update my, bring back, add a, please add, wish you, consider, you should, por favor, necesito,
    quisiera, me gustaría, ayuda, podrían, s'il vous plaît, svp, j'ai besoin, je voudrais, aidez,
    pouvez-vous, bitte, ich brauche, ich möchte, hilfe, könntet ihr, per favore, ho bisogno, vorrei,
    aiuto, potete, preciso, gostaria, ajuda, poderiam, alsjeblieft, graag, ik heb nodig, hulp,
    kunnen jullie, proszę, potrzebuję, pomoc, お願い, ください, 助けて, من فضلك, احتاج, ارجو
  `),
  lead: list(`
    price*, pricing, quote, how much is, how much are, how much does, cost of, want to buy, wanna buy,
    want to order, where can i buy, where to buy, looking to buy, interested in, bulk order, wholesale,
    catering, franchise, demo, free trial, sign up, subscription, book a table, reservation, order for,
    for our office, gift card, discount, in stock, do you deliver, do you ship, precio*, cuánto cuesta,
    quiero comprar, presupuesto, pedido grande, al por mayor, prix, combien coûte, acheter, devis,
    en gros, preis, was kostet, kaufen, angebot, großbestellung, prezzo, quanto costa, comprare,
    preventivo, all'ingrosso, preço, quanto custa, comprar, orçamento, atacado, prijs, wat kost, kopen,
    offerte, groothandel, cena, ile kosztuje, kupić, oferta, 値段, 購入, 買いたい, 見積, 在庫, سعر, بكم, شراء,
    عرض سعر
  `),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const PHRASED_KINDS = Object.keys(KIND_PHRASES) as readonly (keyof typeof KIND_PHRASES)[];
