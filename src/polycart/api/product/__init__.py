"""The product resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Any

from polycart.api.entities import Currency
from polycart.api.product.attributes import (
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
)
from polycart.api.product.batches import (
    ProductAddBatchAdvancedPrice,
    ProductAddBatchImage,
    ProductAddBatchItem,
    ProductAddBatchParams,
    ProductAddBatchSalesTax,
    ProductDeleteBatchItem,
    ProductDeleteBatchParams,
    ProductUpdateBatchAdvancedPrice,
    ProductUpdateBatchImage,
    ProductUpdateBatchItem,
    ProductUpdateBatchParams,
)
from polycart.api.product.details import (
    ProductAddBestOffer,
    ProductAddBookingDay,
    ProductAddBookingDetails,
    ProductAddBookingHours,
    ProductAddBookingOverride,
    ProductAddCertification,
    ProductAddCertificationFile,
    ProductAddCertificationImage,
    ProductAddFile,
    ProductAddFoodDetails,
    ProductAddGroupPrice,
    ProductAddGroupProduct,
    ProductAddLogisticInfo,
    ProductAddManufacturerInfo,
    ProductAddPackageDetails,
    ProductAddPersonalizationDetails,
    ProductAddPersonalizationQuestion,
    ProductAddSalesTax,
    ProductAddSellerProfiles,
    ProductAddShippingDetail,
    ProductAddSizeChart,
    ProductAddSpecific,
    ProductAddTierPrice,
)
from polycart.api.product.entities import (
    Brand,
    Child,
    Product,
    ProductAdvancedPrice,
    ProductAttribute,
    ProductChildItemCombination,
    ProductGroupItem,
    ProductGroupPrice,
    ProductInventory,
    ProductOption,
    ProductOptionItem,
    ProductReview,
    ProductReviewRating,
    ProductTierPrice,
    SpecialPrice,
)
from polycart.api.product.images import (
    ProductImageAdded,
    ProductImageAddParams,
    ProductImageDeleteParams,
    ProductImageUpdateParams,
)
from polycart.api.product.options import (
    ProductOptionAdded,
    ProductOptionAddParams,
    ProductOptionAddValue,
    ProductOptionAssigned,
    ProductOptionAssignParams,
    ProductOptionDeleteParams,
    ProductOptionListParams,
    ProductOptionValueAdded,
    ProductOptionValueAddParams,
    ProductOptionValueAssigned,
    ProductOptionValueAssignParams,
    ProductOptionValueDeleteParams,
    ProductOptionValueUpdateParams,
)
from polycart.api.product.prices import (
    ProductCurrencyAdded,
    ProductCurrencyAddParams,
    ProductCurrencyListParams,
    ProductPriceAddParams,
    ProductPriceDeleteParams,
    ProductPriceUpdateGroupPrice,
    ProductPriceUpdateParams,
    ProductTaxAdded,
    ProductTaxAddParams,
    ProductTaxAddRate,
)
from polycart.api.product.read import (
    ProductAttributeFilter,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductCount,
    ProductCountParams,
    ProductFindParams,
    ProductInfoParams,
    ProductListParams,
)
from polycart.api.product.relations import (
    ProductBrandListParams,
    ProductManufacturerAdded,
    ProductManufacturerAddParams,
    ProductReviewListParams,
    ProductStoreAssignParams,
)
from polycart.api.product.variants import (
    ProductVariantAddAttribute,
    ProductVariantAddBatchCombination,
    ProductVariantAddBatchItem,
    ProductVariantAddBatchParams,
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantCount,
    ProductVariantCountParams,
    ProductVariantDeleteBatchItem,
    ProductVariantDeleteBatchParams,
    ProductVariantDeleteParams,
    ProductVariantImageAdded,
    ProductVariantImageAddParams,
    ProductVariantImageDeleteParams,
    ProductVariantInfoParams,
    ProductVariantListParams,
    ProductVariantPriceAddParams,
    ProductVariantPriceDeleteParams,
    ProductVariantPriceUpdateParams,
    ProductVariantUpdateBatchItem,
    ProductVariantUpdateBatchParams,
    ProductVariantUpdateOption,
    ProductVariantUpdateParams,
)
from polycart.api.product.write import ProductAdded, ProductAddParams, ProductDeleteParams, ProductUpdateParams
from polycart.api.results import Deleted, DeletedFlag, DeletedItems, JobQueued, StatusText, UpdatedItems, UpdatedText
from polycart.core.method import Params, method, paged

__all__ = [
    "Brand",
    "Child",
    "Product",
    "ProductAddBatchAdvancedPrice",
    "ProductAddBatchImage",
    "ProductAddBatchItem",
    "ProductAddBatchParams",
    "ProductAddBatchSalesTax",
    "ProductAddBestOffer",
    "ProductAddBookingDay",
    "ProductAddBookingDetails",
    "ProductAddBookingHours",
    "ProductAddBookingOverride",
    "ProductAddCertification",
    "ProductAddCertificationFile",
    "ProductAddCertificationImage",
    "ProductAddFile",
    "ProductAddFoodDetails",
    "ProductAddGroupPrice",
    "ProductAddGroupProduct",
    "ProductAddLogisticInfo",
    "ProductAddManufacturerInfo",
    "ProductAddPackageDetails",
    "ProductAddParams",
    "ProductAddPersonalizationDetails",
    "ProductAddPersonalizationQuestion",
    "ProductAddSalesTax",
    "ProductAddSellerProfiles",
    "ProductAddShippingDetail",
    "ProductAddSizeChart",
    "ProductAddSpecific",
    "ProductAddTierPrice",
    "ProductAdded",
    "ProductAdvancedPrice",
    "ProductAttribute",
    "ProductAttributeFilter",
    "ProductAttributeListParams",
    "ProductAttributeValueSet",
    "ProductAttributeValueSetParams",
    "ProductAttributeValueUnset",
    "ProductAttributeValueUnsetParams",
    "ProductBrandListParams",
    "ProductChildItemCombination",
    "ProductChildItemFindParams",
    "ProductChildItemInfoParams",
    "ProductChildItemListParams",
    "ProductCount",
    "ProductCountParams",
    "ProductCurrencyAddParams",
    "ProductCurrencyAdded",
    "ProductCurrencyListParams",
    "ProductDeleteBatchItem",
    "ProductDeleteBatchParams",
    "ProductDeleteParams",
    "ProductFindParams",
    "ProductGroupItem",
    "ProductGroupPrice",
    "ProductImageAddParams",
    "ProductImageAdded",
    "ProductImageDeleteParams",
    "ProductImageUpdateParams",
    "ProductInfoParams",
    "ProductInventory",
    "ProductListParams",
    "ProductManufacturerAddParams",
    "ProductManufacturerAdded",
    "ProductOption",
    "ProductOptionAddParams",
    "ProductOptionAddValue",
    "ProductOptionAdded",
    "ProductOptionAssignParams",
    "ProductOptionAssigned",
    "ProductOptionDeleteParams",
    "ProductOptionItem",
    "ProductOptionListParams",
    "ProductOptionValueAddParams",
    "ProductOptionValueAdded",
    "ProductOptionValueAssignParams",
    "ProductOptionValueAssigned",
    "ProductOptionValueDeleteParams",
    "ProductOptionValueUpdateParams",
    "ProductPriceAddParams",
    "ProductPriceDeleteParams",
    "ProductPriceUpdateGroupPrice",
    "ProductPriceUpdateParams",
    "ProductReview",
    "ProductReviewListParams",
    "ProductReviewRating",
    "ProductStoreAssignParams",
    "ProductTaxAddParams",
    "ProductTaxAddRate",
    "ProductTaxAdded",
    "ProductTierPrice",
    "ProductUpdateBatchAdvancedPrice",
    "ProductUpdateBatchImage",
    "ProductUpdateBatchItem",
    "ProductUpdateBatchParams",
    "ProductUpdateParams",
    "ProductVariantAddAttribute",
    "ProductVariantAddBatchCombination",
    "ProductVariantAddBatchItem",
    "ProductVariantAddBatchParams",
    "ProductVariantAddParams",
    "ProductVariantAdded",
    "ProductVariantCount",
    "ProductVariantCountParams",
    "ProductVariantDeleteBatchItem",
    "ProductVariantDeleteBatchParams",
    "ProductVariantDeleteParams",
    "ProductVariantImageAddParams",
    "ProductVariantImageAdded",
    "ProductVariantImageDeleteParams",
    "ProductVariantInfoParams",
    "ProductVariantListParams",
    "ProductVariantPriceAddParams",
    "ProductVariantPriceDeleteParams",
    "ProductVariantPriceUpdateParams",
    "ProductVariantUpdateBatchItem",
    "ProductVariantUpdateBatchParams",
    "ProductVariantUpdateOption",
    "ProductVariantUpdateParams",
    "SpecialPrice",
    "methods",
]


class methods:
    """Methods of the product resource."""

    add = method("product.add", "POST", ProductAddParams, ProductAdded, "Call product.add.", body=True)
    add_batch = method(
        "product.add.batch", "POST", ProductAddBatchParams, JobQueued, "Call product.add.batch.", body=True
    )
    count = method("product.count", "GET", ProductCountParams, ProductCount, "Call product.count.")
    delete = method("product.delete", "DELETE", ProductDeleteParams, DeletedItems, "Call product.delete.")
    delete_batch = method(
        "product.delete.batch", "POST", ProductDeleteBatchParams, JobQueued, "Call product.delete.batch.", body=True
    )
    fields = method("product.fields", "GET", Params, dict[str, Any], "Call product.fields.", deprecated=True)
    find = paged(
        "product.find",
        ProductFindParams,
        Product,
        "product",
        "Call product.find.",
        counter="products_count",
        cursor=False,
    )
    info = method("product.info", "GET", ProductInfoParams, Product, "Call product.info.")
    list = paged("product.list", ProductListParams, Product, "product", "Call product.list.", counter="products_count")
    update = method("product.update", "PUT", ProductUpdateParams, UpdatedItems, "Call product.update.", body=True)
    update_batch = method(
        "product.update.batch", "POST", ProductUpdateBatchParams, JobQueued, "Call product.update.batch.", body=True
    )

    class attribute:
        """Methods under product.attribute."""

        list = paged(
            "product.attribute.list",
            ProductAttributeListParams,
            ProductAttribute,
            "attribute",
            "Call product.attribute.list.",
        )

        class value:
            """Methods under product.attribute.value."""

            set = method(
                "product.attribute.value.set",
                "POST",
                ProductAttributeValueSetParams,
                ProductAttributeValueSet,
                "Call product.attribute.value.set.",
            )
            unset = method(
                "product.attribute.value.unset",
                "POST",
                ProductAttributeValueUnsetParams,
                ProductAttributeValueUnset,
                "Call product.attribute.value.unset.",
            )

    class brand:
        """Methods under product.brand."""

        list = paged(
            "product.brand.list",
            ProductBrandListParams,
            Brand,
            "brands",
            "Call product.brand.list.",
            counter="total_count",
        )

    class child_item:
        """Methods under product.child_item."""

        find = paged(
            "product.child_item.find",
            ProductChildItemFindParams,
            Child,
            "children",
            "Call product.child_item.find.",
            cursor=False,
        )
        info = method(
            "product.child_item.info", "GET", ProductChildItemInfoParams, Child, "Call product.child_item.info."
        )
        list = paged(
            "product.child_item.list",
            ProductChildItemListParams,
            Child,
            "children",
            "Call product.child_item.list.",
            counter="total_count",
        )

    class currency:
        """Methods under product.currency."""

        add = method(
            "product.currency.add", "POST", ProductCurrencyAddParams, ProductCurrencyAdded, "Call product.currency.add."
        )
        list = paged(
            "product.currency.list",
            ProductCurrencyListParams,
            Currency,
            "currency",
            "Call product.currency.list.",
            counter="total_count",
        )

    class image:
        """Methods under product.image."""

        add = method(
            "product.image.add", "POST", ProductImageAddParams, ProductImageAdded, "Call product.image.add.", body=True
        )
        delete = method(
            "product.image.delete", "DELETE", ProductImageDeleteParams, Deleted, "Call product.image.delete."
        )
        update = method(
            "product.image.update", "PUT", ProductImageUpdateParams, UpdatedText, "Call product.image.update."
        )

    class manufacturer:
        """Methods under product.manufacturer."""

        add = method(
            "product.manufacturer.add",
            "POST",
            ProductManufacturerAddParams,
            ProductManufacturerAdded,
            "Call product.manufacturer.add.",
        )

    class option:
        """Methods under product.option."""

        add = method(
            "product.option.add",
            "POST",
            ProductOptionAddParams,
            ProductOptionAdded,
            "Call product.option.add.",
            body=True,
        )
        assign = method(
            "product.option.assign",
            "POST",
            ProductOptionAssignParams,
            ProductOptionAssigned,
            "Call product.option.assign.",
        )
        delete = method(
            "product.option.delete", "DELETE", ProductOptionDeleteParams, Deleted, "Call product.option.delete."
        )
        list = paged(
            "product.option.list", ProductOptionListParams, ProductOption, "option", "Call product.option.list."
        )

        class value:
            """Methods under product.option.value."""

            add = method(
                "product.option.value.add",
                "POST",
                ProductOptionValueAddParams,
                ProductOptionValueAdded,
                "Call product.option.value.add.",
            )
            assign = method(
                "product.option.value.assign",
                "POST",
                ProductOptionValueAssignParams,
                ProductOptionValueAssigned,
                "Call product.option.value.assign.",
            )
            delete = method(
                "product.option.value.delete",
                "DELETE",
                ProductOptionValueDeleteParams,
                Deleted,
                "Call product.option.value.delete.",
            )
            update = method(
                "product.option.value.update",
                "PUT",
                ProductOptionValueUpdateParams,
                UpdatedItems,
                "Call product.option.value.update.",
            )

    class price:
        """Methods under product.price."""

        add = method(
            "product.price.add", "POST", ProductPriceAddParams, StatusText, "Call product.price.add.", body=True
        )
        delete = method(
            "product.price.delete", "DELETE", ProductPriceDeleteParams, Deleted, "Call product.price.delete."
        )
        update = method(
            "product.price.update",
            "PUT",
            ProductPriceUpdateParams,
            UpdatedItems,
            "Call product.price.update.",
            body=True,
        )

    class review:
        """Methods under product.review."""

        list = paged(
            "product.review.list",
            ProductReviewListParams,
            ProductReview,
            "reviews",
            "Call product.review.list.",
            counter="total_count",
        )

    class store:
        """Methods under product.store."""

        assign = method(
            "product.store.assign", "POST", ProductStoreAssignParams, UpdatedItems, "Call product.store.assign."
        )

    class tax:
        """Methods under product.tax."""

        add = method(
            "product.tax.add", "POST", ProductTaxAddParams, ProductTaxAdded, "Call product.tax.add.", body=True
        )

    class variant:
        """Methods under product.variant."""

        add = method(
            "product.variant.add",
            "POST",
            ProductVariantAddParams,
            ProductVariantAdded,
            "Call product.variant.add.",
            body=True,
        )
        add_batch = method(
            "product.variant.add.batch",
            "POST",
            ProductVariantAddBatchParams,
            JobQueued,
            "Call product.variant.add.batch.",
            body=True,
        )
        count = method(
            "product.variant.count",
            "GET",
            ProductVariantCountParams,
            ProductVariantCount,
            "Call product.variant.count.",
            deprecated=True,
        )
        delete = method(
            "product.variant.delete", "DELETE", ProductVariantDeleteParams, DeletedFlag, "Call product.variant.delete."
        )
        delete_batch = method(
            "product.variant.delete.batch",
            "POST",
            ProductVariantDeleteBatchParams,
            JobQueued,
            "Call product.variant.delete.batch.",
            body=True,
        )
        info = method(
            "product.variant.info",
            "GET",
            ProductVariantInfoParams,
            Product,
            "Call product.variant.info.",
            deprecated=True,
        )
        list = paged(
            "product.variant.list",
            ProductVariantListParams,
            Product,
            "variant",
            "Call product.variant.list.",
            cursor=False,
            deprecated=True,
        )
        update = method(
            "product.variant.update",
            "PUT",
            ProductVariantUpdateParams,
            UpdatedItems,
            "Call product.variant.update.",
            body=True,
        )
        update_batch = method(
            "product.variant.update.batch",
            "POST",
            ProductVariantUpdateBatchParams,
            JobQueued,
            "Call product.variant.update.batch.",
            body=True,
        )

        class image:
            """Methods under product.variant.image."""

            add = method(
                "product.variant.image.add",
                "POST",
                ProductVariantImageAddParams,
                ProductVariantImageAdded,
                "Call product.variant.image.add.",
                body=True,
            )
            delete = method(
                "product.variant.image.delete",
                "DELETE",
                ProductVariantImageDeleteParams,
                Deleted,
                "Call product.variant.image.delete.",
            )

        class price:
            """Methods under product.variant.price."""

            add = method(
                "product.variant.price.add",
                "POST",
                ProductVariantPriceAddParams,
                StatusText,
                "Call product.variant.price.add.",
                body=True,
            )
            delete = method(
                "product.variant.price.delete",
                "DELETE",
                ProductVariantPriceDeleteParams,
                Deleted,
                "Call product.variant.price.delete.",
            )
            update = method(
                "product.variant.price.update",
                "PUT",
                ProductVariantPriceUpdateParams,
                UpdatedItems,
                "Call product.variant.price.update.",
                body=True,
            )
