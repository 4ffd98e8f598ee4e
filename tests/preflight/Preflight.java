import java.io.File;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.pdfbox.preflight.Format;
import org.apache.pdfbox.preflight.PreflightConfiguration;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Says what PDFBox's preflight has against files that PDF/A-2 and -3 do not lift; exit 1 where there is something. */
public class Preflight {
	/** PDF/A-1 forbids these, parts 2 and 3 allow them. */
	static final Pattern LIFTED = Pattern.compile(
		"1\\.2\\.9 .*EmbeddedFile.*" +                 // 19005-3, 6.8: files within the file
		"|1\\.4\\.7 .*EmbeddedFile.*" +
		"|1\\.4 .*cross reference streams.*" +         // 19005-2, 6.1.4: cross-reference streams
		"|2\\.1\\.7 .*Group as Type value.*" +         // PDF 32000-1, table 96: a group need not say its Type
		"|2\\.2\\.[12] .*" +                           // 19005-2, 6.2.10: transparency
		"|4\\.1\\.[12] .*" +
		"|3\\.1\\.11 .*CIDSet entry is missing.*" +    // 19005-2, 6.2.11.4.2: a CIDSet need not be
		"|7\\.11\\.2 .*part must be 1.*", Pattern.DOTALL);

	static ValidationResult validate(String path) throws Exception {
		PreflightParser parser = new PreflightParser(new File(path));

		try {
			parser.parse(Format.PDF_A1B, PreflightConfiguration.createPdfA1BConfiguration());
			PreflightDocument document = parser.getPreflightDocument();
			document.validate();
			ValidationResult result = document.getResult();
			document.close();
			return result;
		} catch (SyntaxValidationException e) {
			return e.getResult();
		}
	}

	public static void main(String[] paths) throws Exception {
		boolean isBad = false;

		for (String path : paths) {
			Set<String> told = new TreeSet<>();
			for (ValidationResult.ValidationError error : validate(path).getErrorsList()) {
				String said = error.getErrorCode() + " " + error.getDetails();
				if (!LIFTED.matcher(said).matches()) {
					told.add(said.length() > 300 ? said.substring(0, 300) : said);
				}
			}
			System.out.println((told.isEmpty() ? "ok   preflight " : "FAIL preflight ") + new File(path).getName());
			for (String said : told) {
				System.out.println("  " + said);
				isBad = true;
			}
		}
		System.exit(isBad ? 1 : 0);
	}
}
