import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.SmallFloat;

/**
 * What the real Lucene says, for test_lucene.py, which writes standard input (UTF-8) and reads standard output.
 *
 * <p>In: a line of lengths; then for each corpus its number of documents, a document a line, its number of queries, a
 * query a line: k1, b and one word or several. Out: a line of the lengths as a byte keeps them; then for each query a
 * line of the scores of all documents, 0 for one that does not match.
 */
class LuceneScores {
    private static final FieldType WORD = new FieldType();

    static {
        WORD.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        WORD.setTokenized(false);  // each word is a value of the field: no analyser stands between
        WORD.freeze();
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(Arrays.stream(words(in.readLine()))
                .map(length -> "" + SmallFloat.byte4ToInt(SmallFloat.intToByte4(Integer.parseInt(length))))
                .collect(Collectors.joining(" ")));
        for (String documents; (documents = in.readLine()) != null; ) {
            try (Directory directory = new ByteBuffersDirectory()) {
                index(directory, lines(in, documents));
                try (IndexReader reader = DirectoryReader.open(directory)) {
                    for (String query : lines(in, in.readLine())) {
                        System.out.println(Arrays.stream(scores(reader, words(query)))
                                .mapToObj(score -> "" + (float) score)
                                .collect(Collectors.joining(" ")));
                    }
                }
            }
        }
    }

    private static String[] lines(BufferedReader in, String count) throws IOException {
        String[] lines = new String[Integer.parseInt(count)];
        for (int n = 0; n < lines.length; n++) {
            lines[n] = in.readLine();
        }
        return lines;
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    /** One segment, documents in the order given. */
    private static void index(Directory directory, String[] texts) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(new LogDocMergePolicy());
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String text : texts) {
                Document document = new Document();
                for (String word : words(text)) {
                    document.add(new Field("text", word, WORD));
                }
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    private static double[] scores(IndexReader reader, String[] query) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(new BM25Similarity(Float.parseFloat(query[0]), Float.parseFloat(query[1])));
        double[] scores = new double[reader.maxDoc()];
        for (ScoreDoc hit : searcher.search(anyOf(Arrays.copyOfRange(query, 2, query.length)), scores.length).scoreDocs) {
            scores[hit.doc] = hit.score;
        }
        return scores;
    }

    private static Query anyOf(String[] words) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String word : words) {
            any.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.SHOULD);
        }
        return any.build();
    }
}
