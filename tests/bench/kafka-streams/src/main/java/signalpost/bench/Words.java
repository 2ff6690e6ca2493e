package signalpost.bench;

import java.util.HashMap;
import java.util.Map;

/** Word to kind; the same list as in tests/bench/hop/work.ts. */
final class Words {
  static final Map<String, String> KINDS = new HashMap<>();

  static {
    put("complaint", "broken", "late", "refund", "never", "awful", "cold", "wrong");
    put("praise", "love", "great", "best", "thanks", "wonderful", "perfect");
    put("question", "when", "where", "how", "why", "what", "which");
    put("request", "please", "send", "need", "want");
  }

  private static void put(String kind, String... words) {
    for (String word : words) KINDS.put(word, kind);
  }

  private Words() {}
}
